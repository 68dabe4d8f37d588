// The SQS of the simulation, held to what AWS documents, and to an emulator that somebody else wrote.
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { SQS_BEHAVIOURS } from './conformance/sqs-behaviours.ts';
import { emulatedTrial, trialInMemory } from './conformance/sqs-trial.ts';

const cases = SQS_BEHAVIOURS.map((each) => [each.behaviour, each] as const);
const emulated = cases.filter(([, { onlyInMemory }]) => onlyInMemory === undefined);

it('is a table of at least 25 behaviours that both are asked for, each said once', () => {
  expect(emulated.length).toBeGreaterThanOrEqual(25);
  expect(new Set(cases.map(([behaviour]) => behaviour)).size).toBe(SQS_BEHAVIOURS.length);
});

describe.concurrent('fauxqs', () => {
  let emulators: Emulators;
  let client: SQSClient;
  beforeAll(async () => {
    emulators = await startEmulators({ sqs: true });
    client = new SQSClient({ ...emulators.sqs, maxAttempts: 1, useQueueUrlAsEndpoint: false });
  });
  afterAll(async () => {
    client?.destroy();
    await emulators?.stop();
  });

  it.each(emulated)('%s', async (_, { run, expected }) => {
    expect(await run(await emulatedTrial(emulators, client))).toEqual(expected);
  });
});

describe('SQS in memory', () => {
  it.each(cases)('%s', async (_, { run, expected }) => {
    expect(await run(await trialInMemory())).toEqual(expected);
  });
});
