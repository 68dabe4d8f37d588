import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/domain/report/report.ts';
import type { MailMarker } from '../../functions/domain/report/report-mail.ts';
import { clientCalls } from '../../functions/queue/client-calls.ts';
import { countMessages } from '../../functions/queue/pending.ts';
import {
  type MailName,
  readMailMarkers,
  writeMailMarker,
} from '../../functions/store/reports/mail-markers.ts';
import { claim, markFinal, readMarkers } from '../../functions/store/reports/revision-markers.ts';
import {
  issue,
  latestRevision,
  listRevisions,
  type Revisions,
  readRevision,
} from '../../functions/store/reports/revisions.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { cellsOf, DAY, NOW, reportOf, trialCells } from '../support/reports.ts';

let emulators: Emulators;
let client: DynamoDBClient;
let s3: S3Client;
let revisions: Revisions;

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true, sqs: true, s3: true });
  client = new DynamoDBClient(emulators.dynamodb);
  s3 = new S3Client({ ...emulators.s3, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  s3.destroy();
  await emulators.stop();
});
beforeEach(async () => {
  const [table, bucket] = await Promise.all([emulators.createTable(), emulators.createBucket()]);
  revisions = { markers: { client, table }, s3, bucket };
});

const report = reportOf(trialCells);
const changed = reportOf(new Map([...trialCells, ...cellsOf(['2026-11-10', 'l2', 1])]));
const issueNow = (what: Report, now = NOW) => issue(revisions, 'week', what, () => now);
const NAME = { every: 'week', from: '2026-11-09' } as const;

async function objects(): Promise<(string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: revisions.bucket }));
  return Contents.map(({ Key }) => Key).sort();
}

describe('issuing a report', () => {
  it('writes an object that reads back, and a marker that lists it', async () => {
    expect(await issueNow(report)).toEqual({ outcome: 'issued', revision: 1, restates: null });
    expect(await objects()).toEqual(['reports/trial/week/2026-11-09/r1.json']);
    expect(await readRevision(revisions, 'trial', { ...NAME, revision: 1 })).toEqual({
      ...report,
      revision: 1,
      every: 'week',
      restates: null,
    });
    expect(await listRevisions(revisions, 'trial')).toEqual([
      {
        ...NAME,
        to: '2026-11-15',
        revision: 1,
        restates: null,
        definition: 'trial.1',
        asOf: report.asOf,
        entered: 25,
        final: false,
        digest: expect.stringMatching(/^[\w-]{22}$/),
      },
    ]);
  });

  it('twice changes nothing, whenever it happens', async () => {
    await issueNow(report);
    const later = reportOf(trialCells, { now: NOW + DAY, pending: 4, labels: ['a', 'b', 'c'] });
    expect(await issueNow(later, NOW + DAY)).toEqual({ outcome: 'unchanged' });
    expect(await objects()).toHaveLength(1);
  });

  it('with other figures makes the next revision, which says what it restates; the first stays as it was', async () => {
    await issueNow(report);
    expect(await issueNow(changed)).toEqual({ outcome: 'issued', revision: 2, restates: 1 });
    expect(await readRevision(revisions, 'trial', { ...NAME, revision: 1 })).toMatchObject({
      revision: 1,
      restates: null,
    });
    expect(await readRevision(revisions, 'trial', { ...NAME, revision: 2 })).toMatchObject({
      revision: 2,
      restates: 1,
    });
    expect(await issueNow(report)).toEqual({ outcome: 'issued', revision: 3, restates: 2 });
  });

  it('by many runs at once issues one revision', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => issueNow(report)));
    expect(outcomes.filter(({ outcome }) => outcome === 'issued')).toHaveLength(1);
    expect(await objects()).toHaveLength(1);
    expect(await listRevisions(revisions, 'trial')).toHaveLength(1);
  });

  it('by runs that disagree gives each revision the figures of its marker', async () => {
    for (let round = 0; round < 5; round++) await Promise.all([issueNow(report), issueNow(changed)]);
    const listed = await listRevisions(revisions, 'trial');
    expect(listed.length).toBeGreaterThan(1);
    for (const { revision, entered } of listed) {
      const stored = await readRevision(revisions, 'trial', { ...NAME, revision });
      expect(stored).toMatchObject({ revision, entered });
    }
    expect(new Set(listed.map(({ revision }) => revision)).size).toBe(listed.length);
  });

  it('leaves a number alone that another run has claimed, and takes it over when the claim has run out', async () => {
    const held = { ...NAME, funnel: 'trial', revision: 1, until: NOW + 1000 };
    expect(await claim(revisions.markers, held, NOW)).toBe(true);
    expect(await issueNow(report, NOW + 999)).toEqual({ outcome: 'busy' });
    expect(await objects()).toEqual([]);
    expect(await listRevisions(revisions, 'trial')).toEqual([]);
    expect(await issueNow(report, NOW + 1001)).toEqual({ outcome: 'issued', revision: 1, restates: null });
  });

  it('takes over an object that a run left behind unconfirmed, and restates it where it no longer holds', async () => {
    const left = { ...changed, revision: 1, every: 'week', restates: null };
    await claim(revisions.markers, { ...NAME, funnel: 'trial', revision: 1, until: NOW - 1 }, NOW - DAY);
    const Key = 'reports/trial/week/2026-11-09/r1.json';
    await s3.send(new PutObjectCommand({ Bucket: revisions.bucket, Key, Body: JSON.stringify(left) }));
    expect(await issueNow(report)).toEqual({ outcome: 'issued', revision: 2, restates: 1 });
    expect(await readRevision(revisions, 'trial', { ...NAME, revision: 1 })).toEqual(left);
    expect((await listRevisions(revisions, 'trial')).map(({ revision }) => revision)).toEqual([2, 1]);
  });

  it('asks the bucket to write only what is not there', async () => {
    const conditions: unknown[] = [];
    const watched = new S3Client({ ...emulators.s3, forcePathStyle: true });
    watched.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'PutObjectCommand')
            conditions.push((args.input as { IfNoneMatch?: string }).IfNoneMatch);
          return next(args);
        },
      { step: 'initialize' },
    );
    await issue({ ...revisions, s3: watched }, 'week', report, () => NOW);
    watched.destroy();
    expect(conditions).toEqual(['*']);
  });

  it('takes the object of a slower run that was there first after all', async () => {
    const theirs = { ...changed, revision: 1, every: 'week', restates: null };
    const Key = 'reports/trial/week/2026-11-09/r1.json';
    let refused = false;
    const racing = new S3Client({ ...emulators.s3, forcePathStyle: true });
    racing.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'PutObjectCommand' || refused) return next(args);
          refused = true;
          await s3.send(
            new PutObjectCommand({ Bucket: revisions.bucket, Key, Body: JSON.stringify(theirs) }),
          );
          const { S3ServiceException } = await import('@aws-sdk/client-s3');
          throw new S3ServiceException({
            name: 'PreconditionFailed',
            $fault: 'client',
            $metadata: { httpStatusCode: 412 },
          });
        },
      { step: 'initialize' },
    );
    const outcome = await issue({ ...revisions, s3: racing }, 'week', report, () => NOW);
    racing.destroy();
    expect(outcome).toEqual({ outcome: 'issued', revision: 2, restates: 1 });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: revisions.bucket, Key }));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual(theirs);
  });

  it('says in the marker that nothing on time can change it any more, without a new revision', async () => {
    await issueNow(report);
    const settled = reportOf(trialCells, { now: NOW + 100 * DAY });
    expect(await issueNow(settled, NOW + 100 * DAY)).toEqual({ outcome: 'unchanged' });
    expect(await listRevisions(revisions, 'trial')).toMatchObject([{ revision: 1, final: true }]);
    await markFinal(revisions.markers, { ...NAME, funnel: 'trial', revision: 9 });
    expect(await readMarkers(revisions.markers, 'trial')).toHaveLength(1);
  });

  it('keeps periods and funnels apart', async () => {
    await issueNow(report);
    await issue(revisions, 'day', reportOf(trialCells, { from: '2026-11-09', to: '2026-11-09' }), () => NOW);
    expect(await latestRevision(revisions, 'trial', [{ ...NAME, to: '2026-11-15' }])).toBe(1);
    expect(await latestRevision(revisions, 'trial', [{ every: 'month', from: '2026-11-09', to: '' }])).toBe(
      0,
    );
    expect(await latestRevision(revisions, 'tria', [{ ...NAME, to: '2026-11-15' }])).toBe(0);
    expect(await latestRevision(revisions, 'trial', [])).toBe(0);
    expect((await listRevisions(revisions, 'trial')).map(({ every }) => every)).toEqual(['week', 'day']);
    expect(
      await readRevision(revisions, 'trial', { every: 'month', from: '2026-11-09', revision: 1 }),
    ).toBeUndefined();
  });
});

describe('what is pending', () => {
  it('is all that the queue holds', async () => {
    const sqs = new SQSClient(emulators.sqs);
    const url = await emulators.createQueue();
    expect(await countMessages(clientCalls(sqs), url)).toBe(0);
    for (const MessageBody of ['a', 'b'])
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
    expect(await countMessages(clientCalls(sqs), url)).toBe(2);
    sqs.destroy();
  });
});

describe('the marker of a mail', () => {
  const PERIOD: MailName = { every: NAME.every, from: NAME.from, at: 480 };
  const OWNER = 'owner@example.com';
  const claimed: MailMarker = {
    ...{ version: 1, revisions: { trial: 1 }, tries: 1, until: NOW + 1, sent: {}, sentAt: 0 },
  };
  const write = (marker: MailMarker, to = OWNER) => writeMailMarker(revisions.markers, PERIOD, to, marker);
  const read = async (to: readonly string[] = [OWNER], period = PERIOD) =>
    Object.fromEntries(await readMailMarkers(revisions.markers, period, to));

  it('is claimed by one of many runs', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => write(claimed)));
    expect(runs.filter(Boolean)).toHaveLength(1);
    expect(await read()).toEqual({ [OWNER]: claimed });
  });

  it('is changed only by who saw it as it is', async () => {
    await write(claimed);
    const sent = { ...claimed, version: 2, tries: 0, until: 0, sent: { trial: 1 }, sentAt: NOW };
    expect(await write(sent)).toBe(true);
    expect(await write(sent)).toBe(false);
    expect(await write(claimed)).toBe(false);
    expect(await read()).toEqual({ [OWNER]: sent });
  });

  it('is of one recipient and one period, and names neither address nor name', async () => {
    await write(claimed);
    await write({ ...claimed, revisions: { trial: 2 } }, 'partner@example.com');
    expect(await read(['partner@example.com', 'nobody@example.com'])).toEqual({
      'partner@example.com': { ...claimed, revisions: { trial: 2 } },
    });
    expect(await read([OWNER], { ...PERIOD, from: '2026-11-16' })).toEqual({});
    expect(await read([OWNER], { ...PERIOD, at: 48 })).toEqual({});
    const { Items = [] } = await client.send(new ScanCommand({ TableName: revisions.markers.table }));
    expect(Items).toHaveLength(2);
    expect(JSON.stringify(Items)).not.toMatch(/owner|partner|example/);
  });
});
