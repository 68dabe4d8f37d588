// The table that holds leads and counters: the one thing here that cannot be made again.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import {
  AD_COSTS,
  DATA_OUT,
  EXPIRES,
  FIGURES,
  OUTBOX_PARTITIONS,
} from '../functions/runtime/environment-names.ts';
import type { ServiceFunction } from './service-function.ts';

export class LeadStore extends Construct {
  readonly table: Table;

  /** @param removalPolicy what becomes of it with the stack */
  constructor(scope: Construct, id: string, { removalPolicy }: { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // Leads never expire: the marks do that an erased one leaves behind.
      timeToLiveAttribute: EXPIRES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Encrypted at rest by a key of DynamoDB's own, at no charge. One of the owner's costs a dollar a month and a
      // request each, and keeps out nobody who may read the table.
      encryption: TableEncryption.DEFAULT,
      removalPolicy,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    });
  }

  /** To read counters, definitions, and what was noted of reports. */
  grantRead(fn: ServiceFunction): void {
    this.#grant(fn, 'GetItem', 'Query');
  }

  /** To keep what ads cost, and to write nothing else. */
  grantCosts(fn: ServiceFunction): void {
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [AD_COSTS] } },
      }),
    );
  }

  /** To read counters and compact them, and to note issued reports. */
  grantIssue(fn: ServiceFunction): void {
    this.#grant(fn, 'DeleteItem', 'GetItem', 'Query', 'PutItem', 'UpdateItem');
  }

  /** To read which reports were issued, and to note who got them by mail. */
  grantMail(fn: ServiceFunction): void {
    this.#grant(fn, 'Query', 'PutItem');
  }

  /** To read what is counted, and to note definitions and that they are to be counted. */
  grantClaim(fn: ServiceFunction): void {
    this.#grant(fn, 'GetItem', 'Query', 'PutItem');
  }

  /** To list leads, to read them and what they are counted under, and to erase one. */
  grantErase(fn: ServiceFunction): void {
    this.#grant(fn, 'BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem');
  }

  /** To walk all leads, and to erase those whose time is over. */
  grantRetain(fn: ServiceFunction): void {
    this.#grant(fn, 'BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem');
  }

  /** To change leads and counters. A transaction needs no permission of its own: it needs those of what it does. */
  grantAdvance(fn: ServiceFunction): void {
    this.#grant(fn, ...ADVANCING);
  }

  /** The same for all leads, one after another, and to note how far that is. */
  grantRecount(fn: ServiceFunction): void {
    this.#grant(fn, ...ADVANCING, 'DescribeTable', 'Query', 'Scan');
  }

  /** To read leads, and to note what was mailed. */
  grantTell(fn: ServiceFunction): void {
    this.#grant(fn, 'BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  }

  /** To forget who is in a sequence, and what waits there. */
  grantNurture(fn: ServiceFunction): void {
    this.#grant(fn, 'DeleteItem');
  }

  /** To read the outbox or the due index, and to take off what is handed over. */
  grantSweep(fn: ServiceFunction): void {
    this.#grant(fn, 'DeleteItem', 'Query');
  }

  /** To pack the index of contacts. */
  grantPack(fn: ServiceFunction): void {
    this.#grant(fn, 'BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  }

  /** To read counters and watched figures, and to write of the table these figures and what is told of them alone. */
  grantWatch(fn: ServiceFunction): void {
    this.#grant(fn, 'GetItem', 'Query');
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem'],
        resources: [this.table.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [FIGURES, OUTBOX_PARTITIONS] },
        },
      }),
    );
  }

  /** To read all leads and counters, and to write of the table how far an export is alone. */
  grantExport(fn: ServiceFunction): void {
    this.#grant(fn, 'BatchGetItem', 'GetItem', 'Query', 'Scan');
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [DATA_OUT] } },
      }),
    );
  }

  /** To do what a lead asks for behind the links in its mails. */
  grantFollow(fn: ServiceFunction): void {
    this.#grant(fn, 'GetItem', 'PutItem');
  }

  /** To read leads and what they are counted under, one at a time. */
  grantLook(fn: ServiceFunction): void {
    this.#grant(fn, 'BatchGetItem', 'GetItem');
  }

  /** To note who is to get no more mail. */
  grantSuppress(fn: ServiceFunction): void {
    this.#grant(fn, 'GetItem', 'PutItem');
  }

  #grant(fn: ServiceFunction, ...operations: readonly Operation[]): void {
    this.table.grant(fn, ...operations.map((operation) => `dynamodb:${operation}`));
    fn.tell('tableName', this.table.tableName);
  }
}

type Operation =
  | 'BatchGetItem'
  | 'DeleteItem'
  | 'DescribeTable'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'UpdateItem';

const ADVANCING = [
  'BatchGetItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'UpdateItem',
] as const satisfies readonly Operation[];
