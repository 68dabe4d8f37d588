// Law of quarantine: what is accepted is a lead's, or in quarantine, or was taken out by the owner, an erasure or its age.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { QUARANTINE, quarantineOfKey, senderKey } from '../../functions/store/keys.ts';
import type { Item } from './books.ts';
import type { Commits } from './erasures.ts';
import { LIMITED, PER_HOUR } from './funnels.ts';
import { hashOf } from './lead-hash.ts';
import { plainText } from './oracle.ts';

export type Place = string;

/** A click of the owner's: it was answered, or its party was ended on the way. */
export type Click = { readonly place: Place; readonly kind: 'release' | 'delete'; isDone: boolean };

/** Of an erasure: what was received until then may have gone with it, ms since the epoch. */
export type Attempt = { until: number };

const KEPT_MS = 30 * 86_400_000;
const HOUR_MS = 3_600_000;

/** What became of what was accepted with something that capture had found out. */
export class Quarantine {
  /** Everything that clients were told is accepted, or may have been. */
  readonly accepted: Submission[] = [];
  readonly clicks: Click[] = [];
  readonly #attempts: (Attempt & { readonly hash: string })[] = [];
  /** What the queue was handed by a click. */
  readonly #released = new Map<Place, number>();
  /** Within what one address may send an hour, as it was written down. */
  readonly #within = new Set<Place>();
  #leads: readonly Submission[] = [];
  #leadsOf = '';
  #placeOf = new Map<Submission, Place>();
  readonly #place: (event: Submission['event']) => Place;

  /** @param placeOf names a submission, the same at each try */
  constructor(placeOf: (event: Submission['event']) => Place) {
    this.#place = placeOf;
  }

  /** Somebody is about to erase an id: what is kept aside under it may go although no lead is erased. */
  eraseKept(id: LeadId, deadline: number): Attempt {
    const attempt = { hash: hashOf(id), until: deadline };
    this.#attempts.push(attempt);
    return attempt;
  }

  isReleased(place: Place): boolean {
    return this.#released.has(place);
  }

  release(place: Place, now: number): void {
    this.#released.set(place, now);
  }

  /** When it was sent last: accepted by capture, or released. */
  readonly sentAt = (event: Submission['event']): number =>
    this.#released.size === 0 ? event.received : (this.#released.get(this.#place(event)) ?? event.received);

  /** Takes note of a write that was done. */
  wrote(item: Readonly<Record<string, AttributeValue>> | undefined): void {
    if (!item?.pk?.S?.startsWith(senderKey(LIMITED, ''))) return;
    for (const place of JSON.parse(item.places?.S ?? '[]') as readonly Place[]) this.#within.add(place);
  }

  placeOf(submission: Submission): Place {
    const known = this.#placeOf.get(submission);
    if (known !== undefined) return known;
    const place = this.#place(submission.event);
    this.#placeOf.set(submission, place);
    return place;
  }

  /** What must be in leads by now: never screened, found harmless, or released. */
  leads(): readonly Submission[] {
    const of = `${this.accepted.length} ${this.#released.size} ${this.#within.size}`;
    if (of !== this.#leadsOf) {
      this.#leadsOf = of;
      this.#leads = this.accepted.flatMap((submission) => {
        const { screening, ...bare } = submission;
        if (screening === undefined) return [submission];
        return this.#isHeld(submission) && !this.isReleased(this.placeOf(submission)) ? [] : [bare];
      });
    }
    return this.#leads;
  }

  /** @param now at the end, when nothing is on its way any more */
  broken(items: readonly Item[], commits: Commits, now: number): readonly string[] {
    const held = new Map(
      this.accepted.filter((one) => this.#isHeld(one)).map((one) => [this.placeOf(one), one]),
    );
    if (held.size === 0) return [];
    const kept = new Map(
      items.flatMap((item) =>
        item.pk?.S === QUARANTINE && item.data !== undefined ? [[item.sk?.S ?? '', item]] : [],
      ),
    );
    const byEmail = new Set(
      items.flatMap(({ pk, sk }) => (pk?.S?.startsWith(quarantineOfKey('')) ? [`${pk.S} ${sk?.S}`] : [])),
    );
    const broken: string[] = [];
    for (const [place, submission] of held) {
      const item = kept.get(place);
      const fate = this.#fateOf(place, submission, commits, now);
      const named = `${submission.event.id} in quarantine`;
      if (item === undefined) {
        if (fate === 'kept') broken.push(`nothing accepted is lost: ${named} is nowhere`);
        continue;
      }
      if (fate === 'gone') broken.push(`taken out is gone: ${named} is still there`);
      const { submission: stored } = JSON.parse(item.data?.S ?? '{}') as { readonly submission?: object };
      const { screening: _, ...should } = submission;
      if (plainText(stored) !== plainText(should)) {
        broken.push(`nothing accepted is lost: ${named} is not what was accepted`);
      }
      if (fate !== 'expired' && !byEmail.has(`${quarantineOfKey(hashOf(emailOf(submission)))} ${place}`))
        broken.push(`erased is gone: ${named} is not found by its e-mail`);
    }
    for (const place of kept.keys()) {
      if (!held.has(place))
        broken.push(`nothing accepted is lost: ${place} in quarantine was never accepted so`);
    }
    return [...broken, ...this.#brokenLimits()];
  }

  /** `either`: somebody was ended on the way to take it out. */
  #fateOf(
    place: Place,
    submission: Submission,
    commits: Commits,
    now: number,
  ): 'kept' | 'gone' | 'expired' | 'either' {
    const { received } = submission.event;
    // The table forgets it some time after its age is over.
    if (received + KEPT_MS <= now) return 'expired';
    const clicks = this.clicks.filter((click) => click.place === place);
    if (clicks.some(({ isDone }) => isDone)) return 'gone';
    const marks = commits.marksOf(emailOf(submission)).filter(({ erasedAt }) => received <= erasedAt);
    if (marks.some((mark) => commits.isTold(mark))) return 'gone';
    const hash = hashOf(emailOf(submission));
    const isTried = this.#attempts.some((one) => one.hash === hash && received <= one.until);
    return marks.length > 0 || clicks.length > 0 || isTried ? 'either' : 'kept';
  }

  #isHeld(submission: Submission): boolean {
    const { screening } = submission;
    if (screening === undefined) return false;
    if (screening.reasons.length > 0) return true;
    return isLimited(submission) && !this.#within.has(this.placeOf(submission));
  }

  /** Of one address the first that are asked for are leads, as many as may be. */
  #brokenLimits(): readonly string[] {
    const limited = this.accepted.filter(isLimited);
    const hours = Map.groupBy(
      limited,
      ({ event, screening }) => `${screening?.sender} ${Math.floor(event.received / HOUR_MS)}`,
    );
    return [...hours].flatMap(([hour, submissions]) => {
      const places = new Set(submissions.map((one) => this.placeOf(one)));
      const within = [...places].filter((place) => this.#within.has(place)).length;
      const should = Math.min(PER_HOUR, places.size);
      return within === should ? [] : [`counted once: ${within} of ${hour} are leads, should be ${should}`];
    });
  }
}

function isLimited({ event, screening }: Submission): boolean {
  return event.name === LIMITED && screening?.sender !== undefined && screening.reasons.length === 0;
}

function emailOf({ ids }: Submission) {
  return { kind: 'email', key: ids.email ?? '' } as const;
}
