// What the demo's funnels share, and which way serves which goal better, as lines of text.
import type { Locale } from '../../functions/domain/config/config.ts';
import type { Comparison } from '../../functions/domain/report/report-compare.ts';
import type { WayName } from '../../functions/domain/report/way-figures.ts';
import type { GoalReport } from '../../functions/domain/report/ways.ts';
import { type Formats, formatsOf } from '../../functions/pages/reports/report-format.ts';
import { goalName, sharedSentence } from '../../functions/pages/reports/ways-section.ts';
import { type WayTexts, wayTexts } from '../../functions/pages/texts/ways.ts';

type Compared = Pick<Comparison, 'ways' | 'timezone'> & {
  readonly funnels: readonly Pick<Comparison['funnels'][number], 'funnel' | 'label'>[];
};

/** Empty where nothing is handed over. */
export function waysTold({ ways, funnels, timezone }: Compared, locale: Locale): readonly string[] {
  const texts = wayTexts(locale);
  const formats = formatsOf(locale, timezone);
  const label = (id: string): string => funnels.find(({ funnel }) => funnel === id)?.label ?? id;
  return ways.flatMap((one) => {
    const [marketing, sales] = [one.givers.map(label).join(' + '), label(one.funnel)];
    return [
      sharedSentence(one, [marketing, sales], texts, formats, formats.number).join(''),
      texts.method(marketing, sales),
      ...one.goals.map((goal) => `  ${goalLine(goal, texts, formats)}`),
    ];
  });
}

function goalLine(goal: GoalReport, texts: WayTexts, formats: Formats): string {
  const said = (way: WayName): string => {
    const { leads, part, value } = goal[way];
    const figure =
      goal.currency === undefined || value === null
        ? formats.percent(value)
        : formats.money({ [goal.currency]: value }).join('');
    return `${texts.ways[way]} ${figure} (${texts.of(formats.number(part), formats.number(leads))})`;
  };
  const answer =
    goal.better === null
      ? [
          `${texts.unknown}.`,
          goal.reason === null ? '' : texts.reasons[goal.reason],
          goal.moreLeads === null ? '' : texts.more(formats.number(goal.moreLeads)),
        ]
      : [`${texts.columns.better}: ${texts.ways[goal.better]}.`];
  const figures = `${said('marketing')}, ${said('straight')}`;
  return `${goalName(goal, texts, formats)}. ${figures}. ${answer.filter((text) => text !== '').join(' ')}`;
}
