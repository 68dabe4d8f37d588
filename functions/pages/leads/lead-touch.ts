// How a lead came that time.
import { TOUCH_FIELDS } from '../../domain/config/config.ts';
import type { Touch } from '../../domain/touch/touch.ts';
import { type Html, html } from '../html.ts';
import type { LeadPen } from './lead-page.ts';

export function touchTags(touch: Touch | undefined, { fields, texts }: LeadPen): Html | undefined {
  if (touch === undefined) return undefined;
  const parts = [
    ...TOUCH_FIELDS.map((field) => [fields[field] ?? field, touch[field]] as const),
    [texts.timeline.clickId, touch.clickId] as const,
  ];
  const { referredBy } = touch;
  return html`<ul class="tags">${parts.map(
    ([name, value]) => value !== undefined && html`<li><span>${name}</span> ${value}</li>`,
  )}${
    referredBy !== undefined &&
    html`<li><span>${texts.timeline.sharedBy}</span> <a href="/leads/${referredBy}">${texts.timeline.aLead}</a></li>`
  }</ul>`;
}
