// The code of the functions as assets: a bundle that was made before, and the configuration beside it.
import { createHash } from 'node:crypto';
import { constants, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Config } from '../functions/domain/config/config.ts';
import { FUNCTION_NAMES, type FunctionName } from './function-name.ts';

/** What an owner says of functions, beside their configuration. */
export type FunctionSettings = {
  readonly logLevel: 'info' | 'warn' | 'error';
  readonly logRetention: RetentionDays;
  /** MiB, where it is not what the function has by itself. */
  readonly memory?: Readonly<Partial<Record<FunctionName, number>>> | undefined;
};

/** What a function is made of. */
export type Bundle = Omit<FunctionSettings, 'memory'> & {
  readonly code: Code;
  readonly memory: number | undefined;
};

/** By the names of their functions. */
export type Bundles<Name extends string = FunctionName> = Readonly<Record<Name, Bundle>>;

/** Where the package has them: beside its compiled code. */
export const PREBUILT = join(import.meta.dirname, '..', 'bundles');

const CONFIG = 'config.json';

/**
 * A file beside the code rather than a layer: it costs no start anything, needs no resource of its own, and each function is
 * deployed together with the configuration that it was checked with.
 * @param directory holds a folder a function, with `index.cjs` in it
 */
export function functionCode(
  config: Config,
  directory: string,
  { memory = {}, ...settings }: FunctionSettings,
): Bundles {
  const text = JSON.stringify(config);
  return Object.fromEntries(
    FUNCTION_NAMES.map((name) => [
      name,
      { ...settings, memory: memory[name], code: withConfig(join(directory, name), text) },
    ]),
  ) as Bundles;
}

function withConfig(bundle: string, config: string): Code {
  const files = readdirSync(bundle).sort();
  return Code.fromAsset(bundle, {
    assetHashType: AssetHashType.CUSTOM,
    assetHash: digestOf(bundle, files, config),
    bundling: {
      // Never asked for: what is asked to bundle here always does.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(directory) {
          for (const file of files)
            copyFileSync(join(bundle, file), join(directory, file), constants.COPYFILE_FICLONE);
          writeFileSync(join(directory, CONFIG), config);
          return true;
        },
      },
    },
  });
}

function digestOf(bundle: string, files: readonly string[], config: string): string {
  const hash = createHash('sha256').update(config);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(bundle, file)));
  return hash.digest('hex');
}
