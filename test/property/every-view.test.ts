// Funnels in order over pages count as if every view were kept, whatever arrives first, twice, in which batch or under which id.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from '../../functions/domain/advance.ts';
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { attemptsOf } from '../../functions/domain/funnel/attempts.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import { type IdKey, idKey } from '../../functions/domain/lead/identity.ts';
import { keptOfLead } from '../../functions/domain/lead/kept-of-lead.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import type { LeadRecord, Records } from '../../functions/domain/lead/record.ts';
import { VIEWS_EACH_END } from '../../functions/domain/lead/views.ts';
import { packEntries, unpackEntries } from '../../functions/store/leads/codec/entries.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';
import { plainMatch } from '../support/plain-matcher.ts';

const PATHS = ['/', '/docs', '/pricing', '/blog/a', '/blog/b', '/p'] as const;
const BROWSER = { anonymous: 'x' };

/** Few instants over two UTC days, so that views share them. */
const visit = fc.array(
  fc.record({
    path: fc.constantFrom(...PATHS),
    at: fc.integer({ min: 0, max: 40 }),
    isTrusted: fc.boolean(),
  }),
  { maxLength: 20 },
);

const stage = fc
  .array(fc.constantFrom('/', '/docs', '/pricing', '/blog/*', '/p', 'Sent'), { minLength: 1, maxLength: 2 })
  .map((names) => names.join('|'));
const definitions = fc
  .record({
    stages: fc.array(stage, { minLength: 1, maxLength: 4 }),
    order: fc.constantFrom<FunnelConfig['order']>('ordered', 'strict'),
    windowMs: fc.constantFrom(HOUR, 8 * HOUR, 30 * DAY),
  })
  .map(({ stages, ...more }) =>
    definition(
      funnel(stages, { ...more, stages: funnel(stages).stages.map((one, n) => ({ ...one, id: `s${n}` })) }),
    ),
  );

type Seen = { readonly path: string; readonly at: number; readonly isTrusted: boolean };

function viewsOf(seen: readonly Seen[]): readonly LeadEvent[] {
  return seen.map(({ path, at, isTrusted }, n) => {
    const id = `${isTrusted ? 's' : 'p'}:view ${n} of ${path}`;
    return event(path, MONDAY + at * HOUR, { id, trusted: isTrusted });
  });
}

/** Brought up to date batch after batch, as the worker does. */
function recordsOf(batches: readonly (readonly Submission[])[], definition: Definition): Records {
  const records = new Map<IdKey, LeadRecord>();
  for (const batch of batches)
    for (const { steps } of advance(records, batch, [definition]))
      for (const { write } of steps) records.set(idKey(write.id), write);
  return records;
}

/** The stages in which attempts count, and when each was filled. */
function countedIn(events: readonly LeadEvent[], one: Definition) {
  const { attempts, late } = attemptsOf({ events, touches: [] }, one);
  return {
    attempts: attempts.map(({ stages }) => stages.map(({ counted, event: by }) => [counted, by?.time])),
    late: late.map(({ event: own }) => own.time),
  };
}

function plainly(events: readonly LeadEvent[], one: Definition) {
  const timeOf = new Map(events.map(({ id, time }) => [id, time]));
  const { attempts, late } = plainMatch(one, events);
  return {
    attempts: attempts.map(({ counted, fills }) =>
      counted.map((isCounted, at) => [isCounted, timeOf.get(fills[at] ?? '')]),
    ),
    late: late.map((id) => timeOf.get(id)),
  };
}

describe('a funnel in order over pages', () => {
  it('counts what it counts over every view', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        visit.chain((seen) => {
          const all = viewsOf(seen.map((one) => ({ ...one, isTrusted: false })));
          return fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all.slice(0, 5)], {
              minLength: all.length + Math.min(5, all.length),
            }),
            fc.integer({ min: 1, max: 7 }),
          );
        }),
        definitions,
        ([all, arrived, size], one) => {
          const sent = event('Sent', MONDAY + 20 * HOUR);
          const batches = chunks(
            [...arrived, sent].map((each) => submission(BROWSER, each)),
            size,
          );
          const history = recordsOf(batches, one).get('anonymous:x')?.history ?? { events: [], touches: [] };
          const stored = unpackEntries(packEntries(history));
          expect(countedIn(leadOf([stored]).events, one)).toEqual(plainly([...all, sent], one));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('is the same under several ids and by both keys, and of what a whole lead keeps of each', () => {
    fc.assert(
      fc.property(visit, definitions, fc.integer({ min: 1, max: 7 }), (seen, one, size) => {
        const ids = [{ anonymous: 'x' }, { anonymous: 'y' }, { user: 'u' }];
        const dealt = viewsOf(seen).map((view, n) => submission(ids[n % ids.length] ?? BROWSER, view));
        const once = [...recordsOf([dealt], one).values()];
        const often = [...recordsOf(chunks(dealt.toReversed(), size), one).values()];
        const eventsOf = (records: typeof once) => leadOf(records.map(({ history }) => history)).events;
        expect(eventsOf(often)).toEqual(eventsOf(once));
        expect(leadOf(keptOfLead(often)).events).toEqual(eventsOf(once));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('of the views of a path and a day', () => {
  const inOrder = definition(funnel(['/docs', '/pricing'], { order: 'ordered' }));
  const many = Array.from({ length: 200 }, (_, n) => event('/docs', MONDAY + n * 60_000, { id: `p:${n}` }));

  const historyOf = (events: readonly LeadEvent[]) =>
    recordsOf(
      chunks(
        events.map((one) => submission(BROWSER, one)),
        7,
      ),
      inOrder,
    ).get('anonymous:x')?.history.events;

  it('the first and the last are kept beyond the ceiling, whatever arrives first', () => {
    const [first] = historyOf(many) ?? [];
    expect(first?.again).toHaveLength(2 * VIEWS_EACH_END - 1);
    expect([first?.time, first?.again?.at(-1)?.time]).toEqual([MONDAY, MONDAY + 199 * 60_000]);
    expect(historyOf(many.toReversed())).toEqual([first]);
    expect(historyOf([...many.slice(90), ...many])).toEqual([first]);
  });

  it('none but the first changes what other funnels count', () => {
    for (const order of ['reached', 'any'] as const) {
      const one = definition(funnel(['/docs', '/pricing'], { order }));
      const kept = historyOf(many) ?? [];
      const alone = kept.map(({ again: _, ...view }) => view);
      expect(countedIn(kept, one)).toEqual(countedIn(alone, one));
    }
  });
});

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
