// Bundles the functions: one directory each, with its code.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { FUNCTION_NAMES, type FunctionName } from './function-name.ts';
import { LEFT_OUT_NAMESPACE, leanSdk } from './lean-sdk.ts';

const ROOT = join(import.meta.dirname, '..');

/** The directories of bundles, by the names of their functions. */
export type BundleDirectories<Name extends string = FunctionName> = Readonly<Record<Name, string>>;

export type BundleOptions<Name extends string = FunctionName> = {
  /** Takes one directory a function; what stands there is replaced. */
  readonly outdir: string;
  /** All functions by default. */
  readonly names?: readonly Name[];
  /** The file that holds a function's handler; `functions/<name>/handler.ts` by default. */
  readonly entryOf?: (name: Name) => string;
};

export type EntryPoints = Readonly<Record<string, string>>;

/** Bundles all functions in one go: `<outdir>/<name>/index.cjs`. Beside capture's code also `embed.js`. */
export async function bundleFunctions<Name extends string = FunctionName>({
  outdir,
  names = FUNCTION_NAMES as readonly string[] as readonly Name[],
  entryOf = (name) => join(ROOT, 'functions', name, 'handler.ts'),
}: BundleOptions<Name>): Promise<BundleDirectories<Name>> {
  const directories = Object.fromEntries(
    names.map((name) => [name, join(outdir, name)]),
  ) as BundleDirectories<Name>;
  await Promise.all(names.map((name) => rm(directories[name], { recursive: true, force: true })));
  const { files } = await bundleCode(
    Object.fromEntries(names.map((name) => [`${name}/index`, entryOf(name)])),
  );
  await Promise.all(names.map((name) => mkdir(directories[name], { recursive: true })));
  await Promise.all(Object.entries(files).map(([path, contents]) => writeFile(join(outdir, path), contents)));
  return directories;
}

/** Bundled, not yet written: contents by path below the output directory, and the files that they were made from. */
export type BundledCode = {
  readonly files: Readonly<Record<string, string>>;
  /** Relative to the project. */
  readonly inputs: readonly string[];
};

/** @param entryPoints the file of each handler, by the path of its bundle without extension */
export async function bundleCode(entryPoints: EntryPoints): Promise<BundledCode> {
  const functions = build({ ...FUNCTIONS, entryPoints, outdir: ROOT });
  // The script for other sites, which capture serves: a file beside its code, so that no form page waits for it.
  const results = await Promise.all(
    'capture/index' in entryPoints ? [functions, build(SCRIPT)] : [functions],
  );
  return {
    files: Object.fromEntries(
      results.flatMap(({ outputFiles }) => outputFiles.map(({ path, text }) => [relative(ROOT, path), text])),
    ),
    inputs: [...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))].filter(
      (input) => !input.startsWith(`${LEFT_OUT_NAMESPACE}:`),
    ),
  };
}

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'error',
  write: false,
  metafile: true,
} as const satisfies BuildOptions;

const SCRIPT = {
  ...COMMON,
  entryPoints: [join(ROOT, 'functions', 'embed', 'embed.ts')],
  outfile: join(ROOT, 'capture', 'embed.js'),
  platform: 'browser',
  // Browsers since 2020: an older one leaves the script out, and sends forms as it always did.
  target: 'es2020',
  format: 'iife',
} as const satisfies BuildOptions;

const FUNCTIONS = {
  ...COMMON,
  platform: 'node',
  target: 'node24',
  // ESM would cost 30 ms and more at start-up: an import of node:http makes a facade of it that loads all it exports.
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // The modules of the AWS clients can be shaken, their CommonJS cannot.
  mainFields: ['module', 'main'],
  // Escaped, a letter of the Russian texts would take six bytes instead of two.
  charset: 'utf8',
  define: { 'process.env.NODE_ENV': '"production"', 'import.meta.dirname': '__dirname' },
  plugins: [leanSdk()],
} as const satisfies BuildOptions;
