// The worked examples of docs/hand-off-desk.md: what its table says is what is counted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { parseCellKey } from '../../functions/domain/funnel/cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { answerEvent } from '../../functions/domain/hand-off/answer.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { type AnsweredReport, answeredReport } from '../../functions/domain/report/hand-off-report.ts';
import { figuresOf } from '../../functions/domain/report/report-figures.ts';
import { DAY, definitions, event, funnel, HOUR, MONDAY } from '../support/leads.ts';

const DEFINITIONS = definitions([
  funnel(['/first', 'Call', 'Order'], { id: 'sales' }),
  funnel(['/blog', 'Trial', 'Order'], {
    id: 'journey',
    order: 'any',
    windowMs: 9 * DAY,
    handOff: { at: 'Trial', to: 'sales' },
  }),
]);

const text = readFileSync(join(import.meta.dirname, '../../docs/hand-off-desk.md'), 'utf8');
const ROWS = [...text.matchAll(/^\| `(\d+h [^`]*)` \| ([^|]*) \| ([^|]*) \|$/gm)].map(
  ([, did = '', journey = '', sales = '']) => [did, journey.trim(), sales.trim()] as const,
);

function eventOf(said: string): LeadEvent {
  const [hours = '', name = '', of] = said.split(' ');
  const now = MONDAY + Number.parseInt(hours, 10) * HOUR;
  if (of === undefined) return event(name, now);
  return answerEvent({
    ids: {},
    funnel: 'journey',
    handedAt: MONDAY + Number.parseInt(of, 10) * HOUR,
    verdict: name === 'accepts' ? { kind: 'accepted' } : { kind: 'returned', reason: 'other' },
    now,
  }).event;
}

function counted(events: readonly LeadEvent[], id: 'journey' | 'sales'): string {
  const cells = tallyAll(DEFINITIONS, leadOf([fold(EMPTY_HISTORY, events)]), true).get(id) ?? new Map();
  const sums = new Map([...cells].map(([key, n]) => [parseCellKey(key).metric, n]));
  const [of, behind] =
    id === 'journey'
      ? ['', new Map([[2, 'Order']])]
      : [
          'journey',
          new Map([
            [1, 'Call'],
            [2, 'Order'],
          ]),
        ];
  const report = answeredReport(1, figuresOf(sums, 3).answersTo(of), behind, (_, sum) => sum / HOUR);
  return wordsOf(report);
}

function wordsOf({ accepted, returned, secondsToAccept: hours, speeds }: AnsweredReport<number>): string {
  if (returned === 1) return 'returned';
  if (accepted === 0) return 'waiting';
  const reached = speeds.flatMap(({ stages }) =>
    stages.flatMap(({ id, leads, before }) => (leads === 1 ? [id] : before === 1 ? [`before ${id}`] : [])),
  );
  return [`accepted after ${hours}h`, ...reached].join(', ');
}

it.each(ROWS)('%s', (did, journey, sales) => {
  const events = did.split(' · ').map(eventOf);
  for (const some of [events, events.toReversed()]) {
    expect(counted(some, 'journey')).toBe(journey);
    expect(counted(some, 'sales')).toBe(sales);
  }
});

it('are ten', () => expect(ROWS).toHaveLength(10));
