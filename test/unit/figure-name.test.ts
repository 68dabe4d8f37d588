import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../functions/domain/config/config.ts';
import {
  type FigureName,
  readFigureName,
  STAGE_FIGURES,
} from '../../functions/domain/report/figure-share.ts';
import { CODES_OF } from '../../functions/domain/report/way-figures.ts';
import { WAY_COUNTS, wayFigureName } from '../../functions/domain/report/way-share.ts';
import { sentence } from '../../functions/pages/reports/sentence.ts';
import { figureTitle } from '../../functions/pages/texts/figure-name.ts';
import { DAY, funnel } from '../support/leads.ts';

const labels = {
  stage: (index: number) => `stage ${index}`,
  funnel: (id: string) => `the ${id}`,
  age: (ms: number) => `${ms} ms`,
};
const names: readonly FigureName[] = [
  ...(['entered', 'contacts', 'late', 'handOff', 'orders', 'lostOn.Deal.Lost', 'received.nurture'] as const),
  ...(['accepted', 'returned', 'waiting'] as const).flatMap((one) => [one, `${one}.nurture` as const]),
  ...STAGE_FIGURES.map((figure) => `${figure}.2` as const),
  ...(['enteredBefore', 'advanced', 'began', 'won', 'stays', 'left'] as const).map(
    (figure) => `${figure}.2` as const,
  ),
  ...(['went.0.2', 'went.2.0', 'lostAt.2.Deal.Lost'] as const),
  ...(Object.keys(CODES_OF) as (keyof typeof CODES_OF)[]).flatMap((of) =>
    WAY_COUNTS.flatMap((count) => [undefined, DAY].map((ageMs) => wayFigureName({ of, count, ageMs }))),
  ),
];

describe('the name of a figure', () => {
  it.each(LOCALES)('is there for every figure, in %s', (locale) => {
    const titles = names.map((name) => figureTitle(locale, name, labels));
    expect(new Set(titles).size).toBe(names.length);
    for (const [index, title] of titles.entries()) expect(title).not.toBe(names[index]);
  });

  it('says of which stage, event or funnel it is', () => {
    expect(figureTitle('en', 'lost.2', labels)).toBe('Lost before “stage 2”');
    expect(figureTitle('en', 'lostOn.Deal.Lost', labels)).toBe('Ended as lost by “Deal.Lost”');
    expect(figureTitle('en', 'went.2.0', labels)).toBe('Went from “stage 2” to “stage 0”');
    expect(figureTitle('en', 'lostAt.2.Deal.Lost', labels)).toBe('Ended as lost at “stage 2” by “Deal.Lost”');
    expect(figureTitle('en', 'received.nurture', labels)).toBe('Taken over from the nurture');
    expect(figureTitle('en', 'way.handedOver.repeat.1d', labels)).toBe(
      'Marketing handed over: Ordered again, within 86400000 ms',
    );
  });
});

it('is read only where the funnel has what it names', () => {
  const one = funnel(['/blog', 'Trial'], { lostOn: [{ event: 'Deal.Lost' }] });
  const read = (text: string) => readFigureName(text, one);
  for (const name of ['went.0.1', 'went.1.0', 'lostAt.1.Deal.Lost', 'began.1', 'advanced.1', 'left.0'])
    expect(read(name)).toBe(name);
  for (const name of ['went.0', 'went.0.2', 'went.0.1.1', 'went.0.', 'lostAt.0', 'lostAt.2.Deal.Lost'])
    expect(read(name), name).toBeUndefined();
  for (const name of ['lostAt.0.Quit', 'lostAt..Deal.Lost', 'began', 'began.2', 'stays.-1', 'won.1.0'])
    expect(read(name), name).toBeUndefined();
});

it('a sentence keeps its words around parts of any kind, in the order of its language', () => {
  const say = (n: string, of: string) => `of ${of}: ${n}.`;
  expect(sentence<string | number>(say, 7, '\ue000')).toEqual(['of ', '\ue000', ': ', 7, '.']);
});
