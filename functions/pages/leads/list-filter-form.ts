// What narrows the list of leads down: a form without scripts, and links to what is asked for most.
import type { FilterField, ListFilter } from '../../domain/summary/list-filter.ts';
import { OUTCOMES } from '../../domain/summary/list-filter.ts';
import { type Html, html } from '../html.ts';
import { handOffTexts } from '../texts/hand-off.ts';
import type { LeadTexts } from '../texts/lead.ts';
import type { ListView } from './list-page.ts';

type Option = { readonly value: string; readonly label: string };

export function filterForm({ filter, funnels, forms, weekAgo, locale }: ListView, { list }: LeadTexts): Html {
  const shown = funnels.find(({ definition }) => definition.funnel.id === filter.funnel);
  const stages: readonly Option[] =
    shown?.definition.funnel.stages.map(({ id }, index) => ({
      value: id,
      label: shown.stageLabels[index] ?? id,
    })) ?? [];
  const choice = (field: FilterField, label: string, options: readonly Option[]): Html =>
    html`<div><label for="${field}">${label}</label><select id="${field}" name="${field}"><option value="">${list.all}</option>${options.map(
      ({ value, label }) =>
        html`<option value="${value}"${filter[field] === value && html` selected`}>${label}</option>`,
    )}</select></div>\n`;
  const text = (field: FilterField, label: string, type: 'text' | 'date'): Html =>
    html`<div><label for="${field}">${label}</label><input id="${field}" name="${field}" type="${type}" value="${filter[field] ?? ''}"></div>\n`;
  const desk = handOffTexts(locale).list;
  const handsOver = funnels.some(({ definition }) => definition.funnel.handOff !== undefined);
  const outcomes = OUTCOMES.map((value) => ({ value, label: list.outcomes[value] }));
  return html`<nav class="chips" aria-label="${list.filter}">
${chip('/leads', list.all, Object.keys(filter).length === 0)}
${chip('/leads?kind=anonymous', list.kinds.anonymous, filter.kind === 'anonymous')}
${handsOver && chip('/leads?handOff=waiting', desk.waiting, filter.handOff === 'waiting')}
${funnels.map(({ definition, label }) => chip(`/leads?funnel=${encodeURIComponent(definition.funnel.id)}`, label, isFunnelAlone(filter, definition.funnel.id)))}
${
  shown !== undefined &&
  outcomes.map(({ value, label }) =>
    chip(
      `/leads?funnel=${encodeURIComponent(shown.definition.funnel.id)}&outcome=${value}`,
      `${shown.label}: ${label}`,
      filter.outcome === value && filter.activeBefore === undefined,
    ),
  )
}
${
  shown !== undefined &&
  chip(
    `/leads?funnel=${encodeURIComponent(shown.definition.funnel.id)}&outcome=open&activeBefore=${weekAgo}`,
    `${shown.label}: ${list.quiet}`,
    filter.outcome === 'open' && filter.activeBefore === weekAgo,
  )
}</nav>
<details class="card"${Object.keys(filter).length > 0 && html` open`}><summary>${list.filter}</summary>
<form method="get" action="/leads" class="find filters">
${choice('kind', list.kind, [
  { value: 'contact', label: list.kinds.contact },
  { value: 'anonymous', label: list.kinds.anonymous },
])}
${choice(
  'funnel',
  list.funnel,
  funnels.map(({ definition, label }) => ({ value: definition.funnel.id, label })),
)}
${stages.length > 0 && choice('reached', list.reached, stages)}
${stages.length > 0 && choice('missed', list.missed, stages)}
${stages.length > 0 && choice('outcome', list.outcome, outcomes)}
${handsOver && choice('handOff', desk.field, [{ value: 'waiting', label: desk.waiting }])}
${choice(
  'form',
  list.form,
  forms.map(({ id }) => ({ value: id, label: id })),
)}
${text('channel', list.channel, 'text')}
${text('campaign', list.campaign, 'text')}
${text('from', list.from, 'date')}
${text('to', list.to, 'date')}
${text('activeBefore', list.activeBefore, 'date')}
<button>${list.show}</button>
</form></details>`;
}

function chip(href: string, label: string, isCurrent: boolean): Html {
  return html`<a href="${href}"${isCurrent && html` aria-current="true"`}>${label}</a>\n`;
}

function isFunnelAlone(filter: ListFilter, id: string): boolean {
  return filter.funnel === id && filter.outcome === undefined;
}
