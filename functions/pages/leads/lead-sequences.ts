// The sequences that a lead is in or was.
import type { ShownMember } from '../../domain/nurture/shown.ts';
import { type Html, html } from '../html.ts';
import { sequencesTexts } from '../texts/sequences.ts';
import type { LeadPen } from './lead-page.ts';

export function sequencesCard(sequences: readonly ShownMember[], { locale, formats }: LeadPen): Html {
  const texts = sequencesTexts(locale);
  const rows = sequences.map(({ id, group, entered, mailed, next, ended }) => {
    const notes = [
      ...(group === 'heldOut' ? [texts.heldOut] : [texts.mailed(formats.number(mailed))]),
      ...(next === null ? [] : [texts.next(formats.instant(next))]),
      ...(ended === null ? [] : [texts.ended[ended.why]]),
    ];
    return html`<li><div class="line"><strong>${id}</strong><span class="small">${formats.instant(entered)}</span></div>
<p class="small">${notes.join(', ')}</p></li>\n`;
  });
  return html`<section class="card"><h2>${texts.title}</h2><ul class="rows">${rows}</ul></section>`;
}
