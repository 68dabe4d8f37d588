// Watched figures on the page of all funnels: what is not as usual, what was, and how much past each has.
import { LEAST_DAYS } from '../../domain/alerts/past.ts';
import type { Incident } from '../../domain/alerts/watch.ts';
import type { Config } from '../../domain/config/config.ts';
import { endWords, figureName, foundWords, sinceWords } from '../alerts/incident-words.ts';
import { type Html, html } from '../html.ts';
import { alertTexts } from '../texts/alerts.ts';
import type { Formats } from './report-format.ts';
import type { ShownFigure } from './shown-figure.ts';

/** So many incidents that are over. */
const SHOWN = 10;

/** Above everything: what is not as usual now. */
export function alertNotices(
  figures: readonly ShownFigure[],
  config: Pick<Config, 'funnels' | 'locale'>,
  formats: Formats,
): readonly Html[] {
  const { side } = alertTexts(config.locale);
  return figures.flatMap(({ alert, value, state }) => {
    const running = state?.running;
    if (running === undefined) return [];
    const name = figureName(alert, value, config, formats);
    const since = sinceWords(running, running.sums, config.locale, formats);
    return [
      html`<div class="notice fault"><p><strong>${name}: ${side[running.side]}.</strong> ${since}</p></div>\n`,
    ];
  });
}

export function alertsCard(
  figures: readonly ShownFigure[],
  config: Pick<Config, 'funnels' | 'locale'>,
  formats: Formats,
): Html {
  const { locale } = config;
  const texts = alertTexts(locale);
  const named = figures.map((figure) => ({
    ...figure,
    name: figureName(figure.alert, figure.value, config, formats),
  }));
  const isQuiet = figures.every(({ state }) => state?.running === undefined);
  const over = named
    .flatMap(({ name, state }) => (state?.incidents ?? []).map((incident) => ({ name, incident })))
    .sort((a, b) => endOf(b.incident).localeCompare(endOf(a.incident)))
    .slice(0, SHOWN);
  return html`<section class="card" id="alerts"><h2>${texts.title}</h2>
<p>${texts.text}${isQuiet && html` ${texts.noneRunning}`}</p>
<h3>${texts.watched}</h3>
<ul>
${named.map((figure) => html`<li><strong>${figure.name}</strong><br><small>${standing(figure, locale, formats)}</small></li>\n`)}</ul>
${
  over.length > 0 &&
  html`<h3>${texts.past}</h3>
<ul>
${over.map(
  ({ name, incident }) =>
    html`<li><strong>${name}: ${texts.side[incident.side]}</strong><br><small>${sinceWords(incident, incident.sums, locale, formats)} ${endWords(incident, locale, formats)}</small></li>\n`,
)}</ul>`
}
</section>
`;
}

function endOf({ began, ended }: Incident): string {
  return ended?.day ?? began;
}

function standing({ state }: ShownFigure, locale: Config['locale'], formats: Formats): string {
  const texts = alertTexts(locale);
  if (state === undefined) return texts.notYet;
  const { through, last } = state;
  const { number } = formats;
  if (last.expected === null) {
    return last.pastDays < LEAST_DAYS
      ? texts.learning(number(last.pastDays), number(LEAST_DAYS))
      : texts.tooFew;
  }
  const [found, expected] = foundWords({ ...last, expected: last.expected }, locale, formats);
  return texts.onDay(formats.day(through), found, expected);
}
