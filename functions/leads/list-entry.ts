// A row of the list as the owner gets it: as JSON, as CSV, and for the page.
import { COMMA, csv } from '../domain/csv.ts';
import type { LabelledFunnel } from '../domain/profile/funnels.ts';
import { summaryOutcome } from '../domain/summary/lead-summary.ts';
import type { ListEntry } from '../domain/summary/list-entry.ts';
import type { ListRow } from './list-rows.ts';

export function entryOf(
  { hash, record, summary, times }: ListRow,
  funnels: readonly LabelledFunnel[],
  now: number,
): ListEntry {
  const isContact = record.id.kind === 'email';
  return {
    id: hash,
    kind: isContact ? 'contact' : 'anonymous',
    email: isContact ? (record.typed?.value ?? record.id.key) : null,
    name: summary.name ?? null,
    since: new Date(summary.since).toISOString(),
    lastActive: summary.day,
    form: summary.form ?? null,
    channel: summary.channel ?? null,
    campaign: summary.campaign ?? null,
    funnels: funnels.flatMap(({ definition: { key, funnel } }) => {
      const own = summary.funnels.get(key);
      const stage = own && funnel.stages[own.stage]?.id;
      return own === undefined || stage === undefined
        ? []
        : [
            {
              funnel: funnel.id,
              stage,
              outcome: summaryOutcome(own.state, now),
              ...(own.waiting === undefined ? {} : { waitingSince: new Date(own.waiting).toISOString() }),
            },
          ];
    }),
    times,
  };
}

export function listCsv(
  entries: readonly ListEntry[],
  funnels: readonly LabelledFunnel[],
  dialect = COMMA,
): string {
  const columns = funnels.map(({ definition: { funnel } }) => ({
    id: funnel.id,
    handsOver: funnel.handOff !== undefined,
  }));
  const head = ['id', 'kind', 'email', 'name', 'since', 'lastActive', 'form', 'channel', 'campaign', 'times'];
  return csv(
    [
      [
        ...head,
        ...columns.flatMap(({ id, handsOver }) => [
          ...[`${id}.stage`, `${id}.outcome`],
          ...(handsOver ? [`${id}.waitingSince`] : []),
        ]),
      ],
      ...entries.map((one) => [
        ...[one.id, one.kind, one.email, one.name, one.since, one.lastActive],
        ...[one.form, one.channel, one.campaign, one.times],
        ...columns.flatMap(({ id, handsOver }) => {
          const own = one.funnels.find(({ funnel }) => funnel === id);
          return [
            ...[own?.stage ?? null, own?.outcome ?? null],
            ...(handsOver ? [own?.waitingSince ?? null] : []),
          ];
        }),
      ]),
    ],
    dialect,
  );
}
