// What CloudFormation tells EventBridge when a stack is deployed: here, when its local host is ready.
import { randomUUID } from 'node:crypto';
import { ACCOUNT } from './template/physical-ids.ts';
import type { JsonObject } from './template/template.ts';

export type Deployed = {
  readonly region: string;
  readonly stackId: string;
  readonly status: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE';
};

export function deployEvent({ region, stackId, status }: Deployed, now: number): JsonObject {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'CloudFormation Stack Status Change',
    source: 'aws.cloudformation',
    account: ACCOUNT,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [stackId],
    detail: {
      'stack-id': stackId,
      'status-details': { status, 'status-reason': '' },
      'client-request-token': '',
    },
  };
}
