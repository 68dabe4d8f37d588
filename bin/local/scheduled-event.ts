// What EventBridge Scheduler gives to a function when its schedule names no input.
import { randomUUID } from 'node:crypto';
import { ACCOUNT } from './template/physical-ids.ts';

export function scheduledEvent(region: string, now: number): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: ACCOUNT,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [],
    detail: '{}',
  };
}
