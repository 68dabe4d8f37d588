// What narrows the list of leads down: links to what is asked for most, those that take a part of it back, and a form for all of it.
import { FILTER_FIELDS, type FilterField, OUTCOMES } from '../../domain/summary/list-filter.ts';
import { type Html, html } from '../html.ts';
import { handOffTexts } from '../texts/hand-off.ts';
import type { LeadTexts } from '../texts/lead.ts';
import { narrowed } from './filter-links.ts';
import type { ListView } from './list-page.ts';

type Option = { readonly value: string; readonly label: string };

export function filterForm({ filter, funnels, forms, dayAgo, locale }: ListView, { list }: LeadTexts): Html {
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
  const chip = (more: Parameters<typeof narrowed>[1], label: string): Html => {
    const isCurrent = Object.entries(more).every(([field, value]) => filter[field as FilterField] === value);
    return html`<a href="${narrowed(filter, more)}"${isCurrent && html` aria-current="true"`}>${label}</a>\n`;
  };
  const names: Readonly<Record<FilterField, string>> = { ...list, handOff: desk.field };
  const wordOf = (field: FilterField, value: string): string => {
    if (field === 'kind') return list.kinds[value === 'anonymous' ? 'anonymous' : 'contact'];
    if (field === 'funnel') return shown?.label ?? value;
    if (field === 'outcome') return outcomes.find((one) => one.value === value)?.label ?? value;
    if (field === 'handOff') return desk.waiting;
    if (field === 'reached' || field === 'missed')
      return stages.find((one) => one.value === value)?.label ?? value;
    return value;
  };
  return html`<nav class="chips" aria-label="${list.filter}">
<a href="/leads"${Object.keys(filter).length === 0 && html` aria-current="true"`}>${list.all}</a>
${chip({ kind: 'anonymous' }, list.kinds.anonymous)}
${handsOver && chip({ handOff: 'waiting' }, desk.waiting)}
${funnels.map(({ definition, label }) => chip({ funnel: definition.funnel.id }, label))}
${[1, 7, 30].map((days) => chip({ from: dayAgo(days - 1) }, list.lastDays(days)))}</nav>
${
  shown !== undefined &&
  html`<nav class="chips" aria-label="${shown.label}">
${outcomes.map(({ value, label }) => chip({ outcome: value }, label))}
${chip({ outcome: 'open', to: dayAgo(8) }, list.older)}
${chip({ outcome: 'open', activeBefore: dayAgo(7) }, list.quiet)}
${stages.map(({ value, label }) => chip({ reached: value }, `${list.reached}: ${label}`))}
${stages.map(({ value, label }) => chip({ missed: value }, `${list.missed}: ${label}`))}</nav>`
}
${
  Object.keys(filter).length > 0 &&
  html`<p class="chips">${FILTER_FIELDS.flatMap((field) => {
    const value = filter[field];
    return value === undefined
      ? []
      : [
          html`<a href="${narrowed(filter, { [field]: undefined })}" title="${list.drop}">${names[field]}: ${wordOf(field, value)} <span aria-hidden="true">✕</span></a>\n`,
        ];
  })}</p>`
}
<details class="card"><summary>${list.filter}</summary>
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
