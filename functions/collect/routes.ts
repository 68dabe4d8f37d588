// The routes of Segment's tracking API.
import type { Config } from '../domain/config/config.ts';
import { SECRET } from '../domain/quality/source.ts';
import type { ReadShareToken } from '../domain/referral/share-link.ts';
import { valueFields } from '../domain/touch/breakdown-values.ts';
import { withBoundedValues } from '../door/bounded-values.ts';
import { type Door, keyEntrance } from '../door/door.ts';
import type { MissedLedger } from '../door/missed.ts';
import type { ValueLedger } from '../door/values.ts';
import { type HttpAnswer, json } from '../runtime/answer.ts';
import { allowedHeaders } from '../runtime/cors.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { handlerOf, type PathParameters, type Route, router } from '../runtime/router.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { Receipt } from './call-submission.ts';
import { CALLS_BY_PATH, type CallType } from './calls.ts';
import { type CollectDeps, collectCalls } from './collect-calls.ts';
import { readJsonBody } from './json-body.ts';
import { originsOf } from './origins.ts';
import { closedKey, unknownKey } from './refused-key.ts';
import { librarySettings } from './settings.ts';
import { type Keys, publicKeyOf, readKey, whoSends } from './write-key.ts';

export type CollectRouteDeps = CollectDeps &
  Pick<Receipt, 'randomId'> & {
    readonly config: Pick<Config, 'forms' | 'funnels' | 'locale' | 'channels'>;
    /** Reads who shared a link; absent: leads share none. */
    readonly shareReader?: (() => Promise<ReadShareToken>) | undefined;
    readonly keys: Keys;
    readonly door: Door;
    readonly missed: MissedLedger;
    readonly values: ValueLedger;
    readonly telemetry: Pick<Telemetry, 'count' | 'warn'>;
    /** Whether this request is a known robot's, or a prefetch. */
    readonly isRobotRequest: (headers: HttpRequest['headers']) => boolean;
  };

/** Segment's library for browsers counts in a header how often it has tried: without leave it could not try again. */
const KNOWN_HEADERS = ['authorization', 'content-type', 'x-retry-count'] as const;

type Handler = (
  deps: CollectRouteDeps,
  request: HttpRequest,
  parameters: PathParameters,
) => Promise<HttpAnswer>;

const calls = [...CALLS_BY_PATH].map(([path, type]): [string, Route<Handler>] => [
  `/v1/${path}`,
  { POST: (deps, request) => take(deps, request, type) },
]);

const findRoute = router<Handler>({
  '/v1/projects/:key/settings': { GET: settings },
  ...Object.fromEntries(calls),
});

export async function collect(deps: CollectRouteDeps, request: HttpRequest): Promise<HttpAnswer> {
  const found = findRoute(request.path);
  if (found === undefined) return problem(request, 'not-found');
  const served = handlerOf(found.route, request, () => preflightHeaders(found.route, request));
  return 'answer' in served ? served.answer : served.handler(deps, request, found.parameters);
}

function preflightHeaders(route: Route<Handler>, request: HttpRequest): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': Object.keys(route).join(', '),
    'access-control-allow-headers': allowedHeaders(request, KNOWN_HEADERS),
    'access-control-max-age': '86400',
  };
}

/** The secret key is no key here: this address stands in the pages of sites. */
async function settings(
  { keys, door }: CollectRouteDeps,
  request: HttpRequest,
  { key: said = '' }: PathParameters,
): Promise<HttpAnswer> {
  const key = publicKeyOf(said, keys);
  if (key === undefined) return unknownKey(request);
  if (await door.isClosed(keyEntrance(key), request.received)) return closedKey(request);
  // A page with a former key sends with the one to use.
  return json(200, librarySettings(keys.publicKeys[0]?.key ?? key.key, request.address));
}

const SUCCESS = { success: true } as const;
const BEYOND = 'it is beyond what one request may bring';

async function take(
  deps: CollectRouteDeps,
  request: HttpRequest,
  type: CallType | 'batch',
): Promise<HttpAnswer> {
  const reading = readJsonBody(request);
  if (reading.kind !== 'read') return problem(request, reading.kind, reading.extras);
  const sender = await whoSends(readKey(request.headers.authorization, reading.body), deps.keys);
  if (sender.kind === 'unknown') return unknownKey(request);
  const entrance = sender.kind === 'public' ? keyEntrance(sender.key) : undefined;
  if (entrance !== undefined && (await deps.door.isClosed(entrance, request.received)))
    return closedKey(request);
  if (entrance !== undefined && deps.isRobotRequest(request.headers)) {
    deps.telemetry.count('RobotTrapped');
    await deps.missed.add([{ reason: 'robot', source: entrance.name }], request.received);
    return json(200, SUCCESS);
  }
  const receipt = {
    received: request.received,
    trusted: entrance === undefined,
    key: entrance?.name ?? SECRET,
    ownHosts: [request.address, ...originsOf(deps.config.forms)],
    rules: { ...deps.config, readShareToken: await deps.shareReader?.() },
    // A server's own language says nothing of the visitor's.
    ...(entrance === undefined ? {} : { language: request.language }),
    randomId: deps.randomId,
  };
  const outcome = await collectCalls(deps, {
    type,
    body: reading.body,
    bytes: reading.bytes,
    receipt,
    ...(entrance === undefined
      ? {}
      : {
          enter: (events: number) => deps.door.enter(entrance, events, request.received),
          bound: (submissions) =>
            withBoundedValues(
              deps.values,
              { door: entrance.name, fields: valueFields(deps.config.funnels), now: request.received },
              submissions,
            ),
        }),
  });
  if (outcome.kind === 'closed') return closedKey(request);
  if (outcome.kind === 'full') {
    const headers = { 'retry-after': String(outcome.retryAfter) };
    return problem(request, 'too-many-requests', { headers });
  }
  if (outcome.kind === 'no-list')
    return problem(request, 'malformed', { detail: '`batch` must be a list of calls.' });
  const { accepted, robots, dropped, leftOut, missed } = outcome;
  await deps.missed.add(missed, request.received);
  const EventDropped = dropped.length + leftOut;
  count(deps.telemetry, { EventAccepted: accepted, EventDropped, RobotTrapped: robots });
  const reasons = { ...tally(dropped), ...(leftOut === 0 ? {} : { [BEYOND]: leftOut }) };
  if (EventDropped > 0) deps.telemetry.warn('events dropped', reasons);
  const [why] = dropped;
  const isLost = missed.some(({ reason }) => reason === 'call-letters-lost');
  const isRefused = accepted === 0 && robots === 0 && isLost;
  if (why !== undefined && (type !== 'batch' || isRefused))
    return problem(request, 'malformed', { detail: `The call is not taken: ${why}.` });
  // To send it all again would help nobody: the client is told that it is done with, and of how many that is not true.
  return json(200, EventDropped > 0 ? { ...SUCCESS, dropped: EventDropped, reasons } : SUCCESS);
}

function count(telemetry: Pick<Telemetry, 'count'>, metrics: Readonly<Record<string, number>>): void {
  for (const [metric, n] of Object.entries(metrics)) if (n > 0) telemetry.count(metric, n);
}

function tally(reasons: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
