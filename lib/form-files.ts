// The files that forms deliver: found beside the configuration, and put into the private bucket of the account's deploys.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { Config } from '../functions/domain/config/config.ts';
import { UnreadableConfig } from './configuration.ts';
import type { ServiceFunction } from './service-function.ts';

/** By name, the path and the size in bytes. */
export type FoundFiles = ReadonlyMap<string, { readonly path: string; readonly size: number }>;

/** So that what names them fits into a function's environment. */
const MOST_FILES = 12;
const FOLDER = 'files';

/**
 * @param folder of the configuration
 * @throws UnreadableConfig naming the file, where it was looked for and how to fix it
 */
export async function findFiles({ forms }: Pick<Config, 'forms'>, folder: string): Promise<FoundFiles> {
  const found = new Map<string, { readonly path: string; readonly size: number }>();
  for (const [index, { delivers }] of forms.entries()) {
    if (delivers === undefined || found.has(delivers)) continue;
    const paths = [join(folder, delivers), join(folder, FOLDER, delivers)];
    const files = await Promise.all(paths.map(async (path) => ({ path, size: await sizeOf(path) })));
    const file = files.find(({ size }) => size !== undefined);
    if (file?.size === undefined)
      throw new UnreadableConfig(
        `forms[${index}].delivers: there is no file "${delivers}" (looked for ${paths.join(' and ')}); put it there, or leave delivers out`,
      );
    found.set(delivers, { path: file.path, size: file.size });
  }
  if (found.size > MOST_FILES)
    throw new UnreadableConfig(
      `forms: ${found.size} different files are delivered; at most ${MOST_FILES}: let forms share files`,
    );
  return found;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

export class FormFiles extends Construct {
  readonly #assets: readonly { readonly name: string; readonly size: number; readonly asset: Asset }[];

  constructor(scope: Construct, id: string, files: FoundFiles) {
    super(scope, id);
    this.#assets = [...files].map(([name, { path, size }], n) => ({
      name,
      size,
      asset: new Asset(this, `File${n}`, { path }),
    }));
  }

  /** To read these files and no other. */
  grantRead(fn: ServiceFunction): void {
    const [first] = this.#assets;
    if (first === undefined) return;
    const { s3BucketName } = first.asset;
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: this.#assets.map(({ asset }) =>
          Stack.of(this).formatArn({
            service: 's3',
            region: '',
            account: '',
            resource: s3BucketName,
            resourceName: asset.s3ObjectKey,
          }),
        ),
      }),
    );
    fn.tell('filesBucket', s3BucketName);
    const files = this.#assets.map(({ name, size, asset }) => [name, { key: asset.s3ObjectKey, size }]);
    fn.tell('files', JSON.stringify(Object.fromEntries(files)));
  }
}
