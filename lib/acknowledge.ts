// The one way in which a finding of the template's checks is acknowledged: with a written reason.
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @param finding e.g. `AwsSolutions-S1`, or `AwsSolutions-IAM5[Resource::*]` for one of several */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: finding, reason });
}
