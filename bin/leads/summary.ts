// A lead in a few lines of a terminal.
import { stripVTControlCharacters } from 'node:util';
import { formatMoney, type Money } from '../../functions/domain/money.ts';
import type { Held } from '../../functions/domain/profile/held.ts';
import type { TimelineEntry } from '../../functions/domain/profile/profile.ts';
import type { Exported } from './leads-api.ts';

const EVENTS_SHOWN = 20;

export function summaryOf(profile: Exported): readonly string[] {
  const { ids, consents, orders, funnels, answers, timeline, quarantined, waiting } = profile;
  const lines = [
    profile.email ?? ids[0]?.key ?? '',
    `  id ${profile.id}, first seen ${profile.firstSeen ?? '–'}, last seen ${profile.lastSeen ?? '–'}`,
    ...ids.map(({ kind, key }) => `  ${kind} ${key}`),
    ...section('Consents', consents, ({ form, field, given, version, at, current }) => {
      return `${at}  ${form}.${field} ${given ? 'given' : 'not given'}, version ${version}${current ? '' : ' (replaced)'}`;
    }),
    ...section('Orders', orders, ({ at, id, value, left }) => {
      return `${at}  ${id} ${money(value)}, after refunds ${money(left)}`;
    }),
    ...section('Funnels', funnels, ({ label, attempts }) => {
      const [latest] = attempts;
      const reached = latest?.stages.filter(({ counted }) => counted).map((stage) => stage.label);
      return latest === undefined
        ? `${label}: not entered`
        : `${label}: ${latest.outcome}, entered ${latest.enteredAt}: ${reached?.join(' > ')}`;
    }),
    ...section('Forms', answers, ({ at, form, fields }) => `${at}  ${form} ${JSON.stringify(fields)}`),
    ...section('In quarantine', quarantined, (one) => `${heldLine(one)} ${one.reasons.join(', ')}`),
    ...section('Not confirmed yet', waiting, heldLine),
    ...section('Timeline', timeline.slice(0, EVENTS_SHOWN), lineOf),
    ...(timeline.length > EVENTS_SHOWN
      ? [`  ${timeline.length - EVENTS_SHOWN} older ones are in "export".`]
      : []),
  ];
  return lines.map(harmless);
}

function section<One>(title: string, all: readonly One[], line: (one: One) => string): readonly string[] {
  return all.length === 0 ? [] : [`${title}:`, ...all.map((one) => `  ${line(one)}`)];
}

function heldLine({ received, form, answers }: Held): string {
  return `${received}  ${form} ${JSON.stringify(answers)}`;
}

function lineOf(entry: TimelineEntry): string {
  const { at, kind, touch } = entry;
  const came = [touch?.channel, touch?.source, touch?.campaign].filter((part) => part !== undefined);
  const name = entry.kind === 'touch' ? '' : entry.name;
  return [`${at}  ${kind} ${name}`, ...(came.length === 0 ? [] : [`(${came.join(', ')})`])].join(' ');
}

function money(value: Money | null): string {
  return value === null ? 'no value' : formatMoney(value, 'en');
}

/** What people sent must not move the cursor, nor begin a line. */
function harmless(line: string): string {
  return stripVTControlCharacters(line).replace(/\p{Cc}/gu, ' ');
}
