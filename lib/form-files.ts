// The files that forms deliver, in the private bucket of the account's deploys.
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { FoundFiles } from './find-files.ts';
import type { ServiceFunction } from './service-function.ts';

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
