// Makes the template that the host runs: the same bundles and the same stack that deploy.
import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { CACHE, keptBundles } from '../kept-bundles.ts';
import { keptAssembly } from './kept-assembly.ts';
import { type Assembly, readAssembly } from './template/template.ts';

/**
 * @param directory takes the assembly; what stands there is replaced
 * @throws UnreadableConfig, InvalidConfig
 */
export async function buildAssembly(
  directory: string,
  environment: NodeJS.ProcessEnv,
  reached: (phase: string) => void,
): Promise<Assembly> {
  const [{ configurationFolder, loadConfigFile }, { findFiles }] = await Promise.all([
    import('../../lib/configuration.ts'),
    import('../../lib/find-files.ts'),
    rm(directory, { recursive: true, force: true }),
  ]);
  const { input, config } = await loadConfigFile(environment);
  const files = configurationFolder(environment);
  const delivered = [...findFiles(config, files)].map(async ([name, { path }]) => [
    name,
    await readFile(path, 'base64'),
  ]);
  const bundles = await keptBundles();
  reached('functions bundled');
  await keptAssembly({
    cache: CACHE,
    from: JSON.stringify([config, basename(bundles), await Promise.all(delivered)]),
    directory,
    make: async (outdir) => {
      const { synthesise } = await import('../../lib/synthesise.ts');
      return await quietly(() => synthesise({ config: input, files, bundles, outdir, validation: false }));
    },
  });
  reached('template synthesised');
  return readAssembly(directory);
}

/** CDK tells of each function that it takes in, which is no news to who starts imbuto. */
async function quietly<Made>(make: () => Promise<Made>): Promise<Made> {
  const { stderr } = process;
  const write = stderr.write.bind(stderr);
  stderr.write = (said: string | Uint8Array, ...rest: never[]): boolean =>
    /^Bundling asset /.test(String(said)) || write(said, ...rest);
  try {
    return await make();
  } finally {
    stderr.write = write;
  }
}
