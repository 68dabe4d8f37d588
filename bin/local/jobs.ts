// What runs without being asked: what the template's schedules invoke, and what its rules invoke when the stack is deployed.
import { deployEvent } from './deploy-event.ts';
import { matches } from './event-pattern.ts';
import { type AsyncFunction, createAsyncFunction } from './lambda/async-function.ts';
import type { Functions } from './lambda/functions.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { startSchedules } from './schedules.ts';
import { call, type EmulatorClient } from './stores/emulator-client.ts';
import { REGION } from './template/physical-ids.ts';
import type { Plan } from './template/plan.ts';
import type { JsonObject } from './template/template.ts';

export type Jobs = {
  /** The functions that recurring schedules invoke, in the order of their times of day. */
  readonly scheduled: readonly string[];
  /** Tells the rules that the stack is deployed, then runs the schedules of what has not just run. */
  catchUp(): Promise<void>;
  /** Hands an event to the functions whose rules take it. */
  publish(event: JsonObject): void;
  stop(): void;
};

export type StackHere = {
  readonly stackId: string;
  /** Whether this is its first start. */
  readonly isNew: boolean;
};

export function startJobs(plan: Plan, functions: Functions, queues: EmulatorClient, stack: StackHere): Jobs {
  const known = new Map<string, AsyncFunction>();
  const asyncFunction = (arn: string): AsyncFunction => {
    const made = known.get(arn) ?? create(arn, plan, functions, queues);
    known.set(arn, made);
    return made;
  };
  const rules = plan.rules.map(({ functionArn, pattern }) => ({
    pattern,
    target: asyncFunction(functionArn),
  }));
  const schedules = startSchedules(
    plan.schedules.map(({ functionArn, input, ...schedule }) => ({
      ...schedule,
      target: asyncFunction(functionArn),
      input: () => input ?? scheduledEvent(REGION, Date.now()),
    })),
  );
  return {
    scheduled: schedules.recurring,
    async catchUp() {
      const status = stack.isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
      const event = deployEvent({ region: REGION, stackId: stack.stackId, status }, Date.now());
      const told = new Set(
        rules.filter(({ pattern }) => matches(pattern, event)).map(({ target }) => target),
      );
      await Promise.all([...told].map((target) => target.invoke(event)));
      await schedules.catchUp(told);
    },
    publish(event) {
      for (const { pattern, target } of rules) if (matches(pattern, event)) void target.invoke(event);
    },
    stop() {
      schedules.stop();
      for (const each of known.values()) each.stop();
    },
  };
}

function create(
  arn: string,
  { asyncInvocations }: Plan,
  functions: Functions,
  queues: EmulatorClient,
): AsyncFunction {
  const asked = asyncInvocations.find(({ functionArn }) => functionArn === arn);
  return createAsyncFunction(functions.get(arn), {
    retries: asked?.retries ?? 2,
    async bury(event) {
      const QueueUrl = asked?.deadLettersUrl;
      const MessageBody = JSON.stringify(event);
      if (QueueUrl) await call(queues, 'sqs', 'SendMessage', { QueueUrl, MessageBody });
    },
  });
}
