// Data out: events and report cells as files in a bucket of their own, which is all that a reader needs a right to.
import { CfnElement, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Alarms } from './alarms.ts';
import type { Bundles } from './function-code.ts';
import { type Jobs, MINUTE } from './jobs.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';

/** As long as Lambda allows: a walk over many leads goes on in the next hour's run. */
const TIMEOUT = Duration.minutes(15);

/** Files are written anew each day or week. What is older is of a run that was stopped, or of an instance that writes no more. */
const LONGEST_KEPT = Duration.days(15);

export type DataOutProps = {
  readonly bundles: Bundles<'write-data'>;
  readonly leads: LeadStore;
  readonly jobs: Jobs;
  readonly alarms: Alarms;
  /** What becomes of the bucket with the stack. */
  readonly removalPolicy: RemovalPolicy;
};

export class DataOut extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { bundles, leads, jobs, alarms, removalPolicy }: DataOutProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // No versions: what an erased lead did is to be gone with the files that held it.
      lifecycleRules: [{ expiration: LONGEST_KEPT, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      // A bucket with files in it cannot be deleted; the files of one that is left behind expire.
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'One function writes to the bucket, and logs what it does; the files name no person. An access log would need a second bucket.',
    );
    const writeData = new ServiceFunction(this, 'WriteData', {
      description: 'Writes events and report cells as files, once a day or week',
      bundle: bundles['write-data'],
      timeout: TIMEOUT,
      memory: 1_769,
      isJob: true,
      alarms,
      impact: 'Readers of the exported data see the export before; everything else goes on.',
    });
    leads.grantExport(writeData);
    this.#grantWrite(writeData);
    jobs.everyHour(writeData, {
      minute: MINUTE.writeData,
      overdue: {
        alarm: 'DataOutOverdue',
        impact: 'the exported data is old, and what an erased lead did stays in it.',
      },
    });
  }

  #grantWrite(fn: ServiceFunction): void {
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:DeleteObject', 's3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
      }),
    );
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    );
    acknowledge(
      fn,
      `AwsSolutions-IAM5[Resource::<${this.#logicalId()}.Arn>/*]`,
      'Objects of this one bucket: files are named by day and run, which are not known here.',
    );
    fn.tell('dataBucket', this.bucket.bucketName);
  }

  #logicalId(): string {
    const resource = this.bucket.node.defaultChild;
    return CfnElement.isCfnElement(resource) ? this.bucket.stack.resolve(resource.logicalId) : '';
  }
}
