// The door's table: what is shut by hand, and how much each form and key took; and the alarms that say which takes no more.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { FormConfig } from '../functions/domain/config/config.ts';
import { formName } from '../functions/domain/config/door.ts';
import { EXPIRES, QUOTA_REACHED } from '../functions/runtime/environment-names.ts';
import { acknowledge } from './acknowledge.ts';
import type { Alarms } from './alarms.ts';
import type { NamedKey } from './keys.ts';
import type { ServiceFunction } from './service-function.ts';

export type DoorProps = {
  readonly forms: readonly FormConfig[];
  readonly publicKeys: readonly NamedKey[];
  readonly alarms: Alarms;
};

export class Door extends Construct {
  /** Beside that of the leads: who counts what comes in must not reach them. */
  readonly table: Table;

  constructor(scope: Construct, id: string, { forms, publicKeys, alarms }: DoorProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: EXPIRES,
      encryption: TableEncryption.DEFAULT,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.table,
      'AwsSolutions-DDB3',
      'It holds counts of a day and switches that one command sets again; no lead is in it.',
    );
    const heardOf = (service: string, door: string) => ({
      metric: alarms.counted({ ...QUOTA_REACHED, service }, { [QUOTA_REACHED.dimension]: door }),
      above: 0,
    });
    for (const form of forms) {
      alarms.whenAbove(`FormQuotaReached-${form.id}`, {
        ...heardOf('capture', formName(form.id)),
        name: 'FormQuotaReached',
        impact: `The form ${form.id} got more than its quota of a minute or a day: visitors are asked to send it again later.`,
      });
    }
    publicKeys.forEach(({ door, label }, index) => {
      alarms.whenAbove(`KeyQuotaReached-${index}`, {
        ...heardOf('collect', door),
        name: 'KeyQuotaReached',
        impact: `The public key ${label} sent more than its quota of a minute or a day: its events are refused for now.`,
      });
    });
  }

  /** To read what was not taken of requests, and how often variants of forms were shown. */
  grantReadCounts(fn: ServiceFunction): void {
    this.table.grant(fn, 'dynamodb:BatchGetItem');
    fn.tell('doorTableName', this.table.tableName);
  }

  /** To read what is shut, and to add to what was taken and what was shown. */
  grantPass(fn: ServiceFunction): void {
    this.table.grant(fn, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    fn.tell('doorTableName', this.table.tableName);
  }
}
