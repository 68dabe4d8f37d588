// Faults: what can become of a call, how often in this schedule, and the errors that the SDK throws then.
import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { RequestThrottled } from '@aws-sdk/client-sqs';
import type { Random } from './random.ts';
import type { Call } from './scheduler.ts';
import { isMixed, type Theme } from './world.ts';

export const FAULTS = [
  'answer lost',
  'refused',
  'throttled',
  'conflict',
  'partial answer',
  'torn read',
  'slow',
  'crash before',
  'crash after',
  'held back',
] as const;
export type Fault = (typeof FAULTS)[number];

/** What goes wrong in one schedule: every kind has a rate of its own, often zero, so that rare mixtures do occur. */
const SLOWNESS: Readonly<Partial<Record<Theme, readonly number[]>>> = {
  crowd: [0.2, 0.4],
  member: [0, 0.03],
  household: [0.05, 0.2],
  stranger: [0, 0.1],
  claims: [0, 0.1],
  hours: [0.2, 0.5],
};
/** How often a call to the table is slow, and how often it is refused for each of two other reasons. */
const FLOODED = { slow: [0.1, 0.4, 0.8], refused: [0, 0.1] } as const;

export class FaultPlan {
  readonly #random: Random;
  readonly #rates: readonly (readonly [Fault, number])[];
  /** Whose calls are slow; absent: anybody's. */
  readonly #slow: string | undefined;
  /** Only calls of workers to the table go wrong. */
  readonly #isOfTable: boolean = false;
  isOn = true;

  constructor(random: Random, theme: Theme) {
    this.#random = random;
    if (theme === 'flood') {
      this.#rates = [
        ['slow', random.pick(FLOODED.slow)],
        ['throttled', random.pick(FLOODED.refused)],
        ['conflict', random.pick(FLOODED.refused)],
      ];
      this.#isOfTable = true;
      return;
    }
    const scale = random.pick([0, 0.02, 0.06, 0.12]);
    // A request that is hours under way counts leads by what was live when it was sent: only where that stays.
    const possible = FAULTS.filter((fault) => theme === 'hours' || fault !== 'held back');
    this.#rates = possible.map((fault) => [fault, random.chance(0.6) ? scale * random.pick([0.5, 1, 2]) : 0]);
    // Mostly nothing fails there: what matters is who comes before whom.
    const slowness = SLOWNESS[theme];
    if (isMixed(theme) || slowness === undefined || random.chance(theme === 'hours' ? 0.6 : 0.2)) return;
    this.#rates = [
      ['slow', random.pick(slowness)],
      ...(theme === 'hours' ? [['held back', random.pick([0, 0.1, 0.3])] as const] : []),
    ];
    // Those who compact and read are to be slow against each other.
    this.#slow = theme === 'hours' ? random.pick(['worker', 'reader', 'compactor']) : 'worker';
  }

  /** What becomes of a call; undefined where it is simply done. */
  choose(call: Call): Fault | undefined {
    if (!this.isOn) return undefined;
    let drawn = this.#random.next();
    for (const [fault, rate] of this.#rates) {
      drawn -= rate;
      if (drawn < 0) return this.#isPossible(fault, call) ? fault : undefined;
    }
    return undefined;
  }

  #isPossible(fault: Fault, call: Call): boolean {
    if (this.#isOfTable && (call.party.kind !== 'worker' || call.service !== 'dynamodb')) return false;
    if (fault === 'slow' && this.#slow !== undefined && this.#slow !== call.party.kind) return false;
    return isPossible(fault, call);
  }
}

function isPossible(fault: Fault, { operation, party, soFar, due }: Call): boolean {
  switch (fault) {
    case 'slow':
      return due === 0;
    case 'held back':
      return (
        (operation === 'TransactWriteItems' && party.kind === 'worker') ||
        (operation === 'PutItem' && party.kind === 'compactor')
      );
    case 'conflict':
      return operation === 'TransactWriteItems';
    case 'torn read':
    case 'partial answer':
      return operation === 'BatchGetItem' && soFar === undefined;
    case 'crash before':
    case 'crash after':
      // A client that dies before it has its answer was told nothing: no promise is broken, nothing is to be seen.
      return party.kind !== 'client';
    default:
      return true;
  }
}

const $metadata = { httpStatusCode: 500 };

/** No answer came in time; nobody knows what was done. */
export function answerLost(): Error {
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError', $metadata: {} });
}

export function refused(): Error {
  return new InternalServerError({ message: 'internal server error', $metadata });
}

export function throttled({ service, operation, input }: Call, random: Random): Error {
  if (service === 'sqs') return new RequestThrottled({ message: 'request is throttled', $metadata });
  if (operation !== 'TransactWriteItems') {
    return new ProvisionedThroughputExceededException({ message: 'throughput exceeded', $metadata });
  }
  const Code = random.pick(['ThrottlingError', 'ProvisionedThroughputExceeded']);
  return cancelled(itemsOf(input).length, [random.below(itemsOf(input).length)], Code);
}

/** Another transaction is under way on one or two of the items. */
export function conflict({ input }: Call, random: Random): Error {
  const items = itemsOf(input).length;
  const at = [random.below(items), ...(random.chance(0.3) ? [random.below(items)] : [])];
  return cancelled(items, at, 'TransactionConflict');
}

function itemsOf(input: object): readonly unknown[] {
  return (input as { readonly TransactItems?: readonly unknown[] }).TransactItems ?? [];
}

function cancelled(items: number, at: readonly number[], Code: string): Error {
  return new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${Code}]`,
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: Array.from({ length: items }, (_, index) => ({
      Code: at.includes(index) ? Code : 'None',
    })),
  });
}
