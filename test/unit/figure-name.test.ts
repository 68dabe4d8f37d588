import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../functions/domain/config/config.ts';
import { SPEEDS_MS } from '../../functions/domain/hand-off/speeds.ts';
import { answerFigureName } from '../../functions/domain/report/answer-share.ts';
import {
  type FigureName,
  readFigureName,
  STAGE_FIGURES,
} from '../../functions/domain/report/figure-share.ts';
import { GROUPS } from '../../functions/domain/report/sequence-figures.ts';
import { sequenceFigureName } from '../../functions/domain/report/sequence-share.ts';
import { CODES_OF } from '../../functions/domain/report/way-figures.ts';
import { WAY_COUNTS, wayFigureName } from '../../functions/domain/report/way-share.ts';
import { sentence } from '../../functions/pages/reports/sentence.ts';
import { figureTitle } from '../../functions/pages/texts/figure-name.ts';
import { DAY, funnel } from '../support/leads.ts';
import { nurtureConfig } from '../support/nurture.ts';

const SEQUENCES = nurtureConfig().nurture ?? [];
const labels = {
  stage: (index: number) => `stage ${index}`,
  funnel: (id: string) => `the ${id}`,
  age: (ms: number) => `${ms} ms`,
};
const names: readonly FigureName[] = [
  ...([
    'entered',
    'contacts',
    'late',
    'handOff',
    'orders',
    'booked',
    'lostOn.Deal.Lost',
    'received.nurture',
  ] as const),
  ...(['accepted', 'returned', 'waiting'] as const).flatMap((one) => [one, `${one}.nurture` as const]),
  ...STAGE_FIGURES.map((figure) => `${figure}.2` as const),
  ...(['enteredBefore', 'advanced', 'began', 'won', 'stays', 'left'] as const).map(
    (figure) => `${figure}.2` as const,
  ),
  ...(['went.0.2', 'went.2.0', 'lostAt.2.Deal.Lost'] as const),
  ...['', 'nurture'].flatMap((of) => [
    answerFigureName({ kind: 'returnedFor', reason: 'not-now', of }),
    ...SPEEDS_MS.concat(0).flatMap((_, speed) => [
      answerFigureName({ kind: 'speed', speed, of }),
      answerFigureName({ kind: 'reachedAfter', speed, stage: 2, of }),
      answerFigureName({ kind: 'reachedBefore', speed, stage: 2, of }),
    ]),
  ]),
  ...GROUPS.flatMap((group) => [
    sequenceFigureName({ sequence: 'welcome', group, count: 'entered' }),
    sequenceFigureName({ sequence: 'welcome', group, count: 'converted' }),
    sequenceFigureName({ sequence: 'welcome', group, count: 'paid', currency: 'EUR' }),
  ]),
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
    expect(figureTitle('en', 'returnedFor.not-now', labels)).toBe('Given back by sales: Not now');
    expect(figureTitle('en', 'speed.7', labels)).toBe('Accepted by sales (longer)');
    expect(figureTitle('en', 'reachedAfter.0.2.nurture', labels)).toBe(
      'Taken over from the nurture and accepted by sales (up to 300000 ms): reached “stage 2” then or later',
    );
    expect(figureTitle('en', 'sequence.welcome.heldOut.paid.EUR', labels)).toBe(
      'Sequence “welcome”: Held out, paid in EUR',
    );
    expect(figureTitle('en', 'received.nurture', labels)).toBe('Taken over from the nurture');
    expect(figureTitle('en', 'way.handedOver.repeat.1d', labels)).toBe(
      'Marketing handed over: Ordered again, within 86400000 ms',
    );
  });
});

it('is read only where the funnel has what it names', () => {
  const one = funnel(['/blog', 'Trial'], { lostOn: [{ event: 'Deal.Lost' }] });
  const read = (text: string) => readFigureName(text, one, SEQUENCES);
  for (const name of ['went.0.1', 'went.1.0', 'lostAt.1.Deal.Lost', 'began.1', 'advanced.1', 'left.0'])
    expect(read(name)).toBe(name);
  for (const name of ['went.0', 'went.0.2', 'went.0.1.1', 'went.0.', 'lostAt.0', 'lostAt.2.Deal.Lost'])
    expect(read(name), name).toBeUndefined();
  for (const name of [
    'booked',
    'speed.7',
    'speed.0.nurture',
    'reachedAfter.0.1',
    'returnedFor.not-now.nurture',
  ])
    expect(read(name)).toBe(name);
  for (const name of [
    'speed',
    'speed.8',
    'speed.0.',
    'reachedAfter.0',
    'reachedAfter.0.2',
    'returnedFor.rain',
  ])
    expect(read(name), name).toBeUndefined();
  expect(read('sequence.welcome.heldOut.paid.EUR')).toBe('sequence.welcome.heldOut.paid.EUR');
  for (const rest of [
    '.sequence',
    '.all.entered',
    '.sequence.paid',
    '.sequence.entered.EUR',
    '.sequence.gone',
  ])
    expect(read(`sequence.welcome${rest}`), rest).toBeUndefined();
  expect(read('sequence.other.sequence.entered')).toBeUndefined();
  for (const name of ['lostAt.0.Quit', 'lostAt..Deal.Lost', 'began', 'began.2', 'stays.-1', 'won.1.0'])
    expect(read(name), name).toBeUndefined();
});

it('a sentence keeps its words around parts of any kind, in the order of its language', () => {
  const say = (n: string, of: string) => `of ${of}: ${n}.`;
  expect(sentence<string | number>(say, 7, '\ue000')).toEqual(['of ', '\ue000', ': ', 7, '.']);
});
