// Which records of a lead need not be read beyond their heads: none of a lead that an id may leave.
import { describe, expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { applySubmissions } from '../../functions/domain/lead/apply-submissions.ts';
import { EMPTY_HISTORY } from '../../functions/domain/lead/lead.ts';
import { type Head, NO_PLACES } from '../../functions/store/leads/codec/head.ts';
import { coveredIn } from '../../functions/store/leads/covered.ts';
import { event, HOUR, MONDAY, submission } from '../support/leads.ts';

const ANNA = 'anna@example.com';
const BEA = 'bea@example.com';

function said(ids: Submission['ids'], hours: number, trusted = false): Submission {
  return submission(ids, event('Seen', MONDAY + hours * HOUR, { id: `e${hours}`, trusted }));
}

/** Heads after submissions; of the records in `paged` all events lie in pages. */
function headsOf(submissions: readonly Submission[], paged: readonly string[] = []): Map<string, Head> {
  return new Map(
    [...applySubmissions(new Map(), submissions)].map(([key, record]): [string, Head] => [
      key,
      paged.includes(record.id.key)
        ? {
            record: { ...record, history: EMPTY_HISTORY },
            places: { ...NO_PLACES, isWhole: true, eventPages: ['2026-03'] },
          }
        : { record, places: { ...NO_PLACES, isWhole: true } },
    ]),
  );
}

const primariesIn = (heads: Map<string, Head>, ...submissions: readonly Submission[]) =>
  [...coveredIn(heads as never, submissions).primaries].sort();

describe('a lead of which a browser has told that a user belongs to it', () => {
  const told = [said({ email: ANNA, user: 'u1' }, 1), said({ user: 'u1' }, 2, true)];

  it('is read whole where the server tells of its e-mail for the first time, and parts it from the user', () => {
    const server = said({ email: ANNA }, 3, true);
    expect(primariesIn(headsOf(told), server)).toEqual([]);
    expect(primariesIn(headsOf(told, ['u1']), server)).toEqual([]);
  });

  it('need not be read whole where a browser tells more of it', () => {
    expect(primariesIn(headsOf(told, ['u1']), said({ email: ANNA }, 3))).toEqual([`email:${ANNA}`]);
  });

  it('is read whole where a link to another e-mail may hold, whatever its pages hold', () => {
    const later = [said({ email: ANNA, user: 'u1' }, 5), said({ email: BEA }, 4)];
    const earlier = said({ email: BEA, user: 'u1' }, 1);
    expect(primariesIn(headsOf(later, ['u1', BEA]), earlier)).not.toContain(`email:${ANNA}`);
  });
});
