import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { definitions } from '../support/leads.ts';
import { sorted } from '../support/ledger.ts';
import { readWorkedExamples } from '../support/worked-examples.ts';

const FILE = 'docs/funnels.md';
const examples = readWorkedExamples(readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'), FILE);

describe(`the worked examples of ${FILE}`, () => {
  it('are many, and are about every order', () => {
    expect(new Set(examples.map(({ line }) => line)).size).toBeGreaterThanOrEqual(40);
    expect(new Set(examples.map(({ order }) => order)).size).toBe(4);
  });

  it.each(
    examples.map((example) => [`${example.line}: ${example.name}, ${example.order}`, example] as const),
  )('line %s', (_, { events, funnels, timezone, outcomes }) => {
    const toldForward = fold(EMPTY_HISTORY, events);
    const toldBackward = events.reduceRight((history, event) => fold(history, [event]), EMPTY_HISTORY);
    for (const history of [toldForward, toldBackward]) {
      const counted = tallyAll(definitions(funnels, timezone), leadOf([history]), false);
      for (const funnel of funnels) {
        expect(sorted(expand(funnel, counted.get(funnel.id) ?? new Map()))).toEqual(
          sorted(outcomes.get(funnel.id)),
        );
      }
    }
  });
});

const page = (...lines: readonly string[]) => ['# Page', '', '## Worked examples', ...lines].join('\n');
const drawing = ['```funnel', 'sales: awareness /a -> action Order', '```', ''];
const head = ['| example | order | window | events | sales |', '|---|---|---|---|---|'];
const read = (...lines: readonly string[]) => readWorkedExamples(page(...lines), 'x.md');
const row = (cells: string) => () => read(...drawing, ...head, `| name | ${cells} |`);

describe('the reader of worked examples', () => {
  it('takes each row once for each of its orders', () => {
    const found = read(...drawing, ...head, '| name | any, strict | 12h | `0h /a` | 03-02: awareness |');
    expect(found.map(({ line, name, order }) => [line, name, order])).toEqual([
      [10, 'name', 'any'],
      [10, 'name', 'strict'],
    ]);
    expect(found[0]?.funnels[0]).toMatchObject({ id: 'sales', order: 'any', windowMs: 43_200_000 });
  });

  it('ends with its section', () => {
    const rows = '| name | any | 12h | `0h /a` | nothing |';
    expect(read(...drawing, ...head, rows, '', '## Other', '', '| no | example |')).toHaveLength(1);
  });

  it.each([
    ['an unknown order', 'all | 30d | `0h /a` | nothing', '"all" is no order'],
    ['an unknown window', 'any | 30 | `0h /a` | nothing', '"30" is no window'],
    ['an unreadable event', 'any | 30d | `0h a` | nothing', '"0h a" is no event'],
    ['an unreadable time', 'any | 30d | `2x /a` | nothing', '"2x" is no time'],
    ['a part of an event that says nothing', 'any | 30d | `0h /a soon` | nothing', 'is no event'],
    ['no time line', 'any | 30d | | nothing', '"" is no event'],
    ['no outcome', 'any | 30d | `0h /a` | ', '"" is no attempt'],
    ['an unknown stage', 'any | 30d | `0h /a` | 03-02: interest', '"interest" names no stage'],
    ['a stage twice', 'any | 30d | `0h /a` | 03-02: action, action', 'names no stage, or one twice'],
    ['stages out of order', 'any | 30d | `0h /a` | 03-02: action, awareness', 'in another order'],
    ['an unknown fact', 'any | 30d | `0h /a` | 03-02: action soon', '"soon" is no time'],
    ['a late part that says more', 'any | 30d | `0h /a` | late 03-02 soon', 'is no late part'],
    ['a breakdown that the funnel has not', 'any | 30d | `0h /a` | 03-02 form=x: action', 'does not say its'],
    ['too few cells', 'any | 30d | `0h /a`', 'a row has a cell in each column'],
    ['too many cells', 'any | 30d | `0h /a` | nothing | nothing', 'a row has a cell in each column'],
  ])('refuses %s, with its line', (_, cells, why) => {
    expect(row(cells)).toThrow('x.md:10: ');
    expect(row(cells)).toThrow(why);
  });

  it.each([
    ['a page without the section', () => readWorkedExamples('# Page', 'x.md'), 'x.md: has no'],
    ['a table without rows', () => read(...drawing, ...head), 'x.md:8: a table without rows'],
    ['a table without a drawing', () => read(...head), 'x.md:4: a table without a drawing above it'],
    ['a drawing without a table', () => read(...drawing), 'x.md:4: a drawing without a table'],
    ['an unreadable drawing', () => read('```funnel', 'sales', '```'), 'x.md:4: "sales" is no drawn funnel'],
    [
      'a head of other columns',
      () => read(...drawing, '| example | events |', '|---|---|', '| a | b |'),
      'x.md:8: the columns must be example, order, window, events, sales',
    ],
  ])('refuses %s', (_, reading, why) => expect(reading).toThrow(why));
});
