// The bucket of issued reports: a revision is written once and never changed.
import { CfnElement, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ServiceFunction } from './service-function.ts';

/** How long a revision that was overwritten or deleted against the rules can be brought back. */
const SECOND_THOUGHTS = Duration.days(90);

export class ReportArchive extends Construct {
  readonly bucket: Bucket;

  /** @param removalPolicy what becomes of it with the stack: what was reported to the owner stays theirs, where it is retained */
  constructor(scope: Construct, id: string, { removalPolicy }: { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        {
          noncurrentVersionExpiration: SECOND_THOUGHTS,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy,
      // A stage that goes with its stack goes whole: a bucket with something in it would stay, and fail the deletion.
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'Three functions reach the bucket, and log what they do; reports hold sums, no person. An access log would need a second bucket.',
    );
  }

  grantRead(fn: ServiceFunction): void {
    this.#grant(fn, 's3:GetObject');
  }

  grantReadWrite(fn: ServiceFunction): void {
    this.#grant(fn, 's3:GetObject', 's3:PutObject');
  }

  #grant(fn: ServiceFunction, ...actions: readonly string[]): void {
    const role = fn.grantPrincipal;
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: [...actions], resources: [this.bucket.arnForObjects('*')] }),
    );
    // Without the right to list, S3 answers 403 instead of 404 for what is not there.
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    );
    acknowledge(
      fn,
      `AwsSolutions-IAM5[Resource::<${this.#logicalId()}.Arn>/*]`,
      'Objects of this one bucket: reports are named by funnel, period and revision, which are not known here.',
    );
    fn.tell('bucketName', this.bucket.bucketName);
  }

  #logicalId(): string {
    const resource = this.bucket.node.defaultChild;
    return CfnElement.isCfnElement(resource) ? this.bucket.stack.resolve(resource.logicalId) : '';
  }
}
