// All funnels as one picture that stands alone: how many entered each, and how many came to each of its stages.
import type { Locale } from '../../domain/config/config.ts';
import type { ComparedFunnel, Comparison } from '../../domain/report/report-compare.ts';
import { asHtml, type Html, html } from '../html.ts';
import { type ReportTexts, reportTexts } from '../texts/report.ts';
import { funnelColour } from './compared-stages.ts';
import { DASH, type Formats, formatsOf } from './report-format.ts';
import { COLOURS } from './report-style.ts';

type Shown = Pick<Comparison, 'from' | 'to' | 'timezone' | 'asOf' | 'pending' | 'setAside' | 'funnels'>;

const WIDTH = 960;
const HEAD = 92;
const FUNNEL_HEAD = 58;
const ROW = 30;
const FOOT = 44;
/** Where the bars begin, how long that of all leads of a funnel is, and where the columns of figures end. */
const BAR = { x: 210, width: 420, height: 16 };
const COLUMNS = { leads: 715, share: 936 };

/** @param title what is shown: all funnels, or funnels compared */
export function funnelsSvg(shown: Shown, title: string, locale: Locale): string {
  const texts = reportTexts(locale);
  const formats = formatsOf(locale, shown.timezone);
  const { notes } = texts;
  const heights = shown.funnels.map(({ stages }) => FUNNEL_HEAD + ROW * stages.length);
  const height = HEAD + heights.reduce((sum, one) => sum + one, 0) + FOOT;
  let top = HEAD;
  const funnels = shown.funnels.map((funnel, index) => {
    const drawn = drawFunnel(funnel, funnelColour(index), top, texts, formats);
    top += heights[index] ?? 0;
    return drawn;
  });
  const said = shown.funnels.map(({ label, entered }) => `${label} ${formats.number(entered)}`).join(', ');
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="t">
<title id="t">${title}: ${said}</title>
<style>${asHtml(COLOURS)}text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}.s{fill:var(--soft)}.e{text-anchor:end}.h{font-weight:700}</style>
<rect width="100%" height="100%" fill="var(--paper)"></rect>
<text class="h" x="24" y="42" font-size="24">${title}</text>
<text class="s" x="24" y="66" font-size="13">${notes.population(formats.day(shown.from), formats.day(shown.to), shown.timezone)}</text>
${funnels}
<text class="s" x="24" y="${height - 16}" font-size="12">${notes.asOf(formats.instant(shown.asOf))} ${shown.pending > 0 && notes.pending(formats.number(shown.pending))} ${shown.setAside > 0 && notes.setAside(formats.number(shown.setAside))}</text>
</svg>
`.markup;
}

/** Bars are in proportion to the stage of most leads, so that who came in at a later stage has room. */
function drawFunnel(
  { label, entered, revenue, stages }: ComparedFunnel,
  colour: string,
  top: number,
  { figures }: ReportTexts,
  formats: Formats,
): Html {
  const most = Math.max(1, entered, ...stages.map(({ leads }) => leads));
  const money = formats.money(revenue);
  const said = `${figures.entered}: ${formats.number(entered)}${money.length === 0 ? '' : ` · ${money.join(' + ')}`}`;
  return html`<line x1="24" x2="${WIDTH - 24}" y1="${top}" y2="${top}" stroke="var(--line)"></line>
<text class="h" x="24" y="${top + 28}" font-size="17">${label}</text>
<text class="s" x="24" y="${top + 47}" font-size="13">${said}</text>
<text class="s e" x="${COLUMNS.leads}" y="${top + 47}" font-size="11">${figures.leads}</text>
<text class="s e" x="${COLUMNS.share}" y="${top + 47}" font-size="11">${figures.fromEntry}</text>
${stages.map((stage, index) => {
  const y = top + FUNNEL_HEAD + ROW * index;
  return html`<text x="24" y="${y + 17}" font-size="14">${stage.label}</text>
<rect x="${BAR.x}" y="${y + 4}" width="${Math.round((BAR.width * stage.leads) / most)}" height="${BAR.height}" rx="3" fill="${colour}"></rect>
<text class="h e" x="${COLUMNS.leads}" y="${y + 17}" font-size="15">${formats.number(stage.leads)}</text>
<text class="e" x="${COLUMNS.share}" y="${y + 17}" font-size="14">${stage.fromEntry === null ? DASH : formats.percent(stage.fromEntry)}</text>`;
})}
`;
}
