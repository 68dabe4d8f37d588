// What the reports and the table must hold after all calls of the proof were counted.
import type { Instance } from '../../bin/demo/instance.ts';
import type { Check } from './durability.ts';
import { readKeptLeads } from './kept-leads.ts';
import type { Expected } from './segment-events.ts';
import type { Sending } from './segment-sending.ts';

const FUNNELS = ['trial', 'relationship'] as const;

/** Every figure of both funnels' reports, and that the client gave up nothing. */
export async function checkReports(
  instance: Instance,
  expected: Expected,
  { delivered, failed }: Sending,
): Promise<readonly Check[]> {
  const checks: Check[] = [
    { what: 'events that the client gave up', wanted: 0, found: failed.length },
    { what: 'events delivered', wanted: expected.kept.flat().length, found: delivered },
  ];
  for (const funnel of FUNNELS) {
    const { entered, stages, late, by } = await instance.report(funnel);
    const add = (what: string, wanted: number, found: number): void => {
      checks.push({ what: `${funnel}: ${what}`, wanted, found });
    };
    const sum = (of: (stage: (typeof stages)[number]) => number): number =>
      stages.reduce((total, stage) => total + of(stage), 0);
    add('entered', expected.entered[funnel], entered);
    add(
      'entered, by channel',
      expected.entered[funnel],
      (by.channel ?? []).reduce((total, value) => total + value.entered, 0),
    );
    for (const [id, leads] of Object.entries(expected.stages[funnel]))
      add(`leads in ${id}`, leads, stages.find((stage) => stage.id === id)?.leads ?? 0);
    add(
      'orders',
      expected.orders,
      sum(({ orders }) => orders),
    );
    for (const [currency, minor] of Object.entries(expected.revenue))
      add(
        `revenue, ${currency} cents`,
        minor,
        sum(({ revenue }) => revenue[currency] ?? 0),
      );
    add('leads that came late', 0, late.leads);
    add(
      'leads that returned',
      0,
      sum(({ returning }) => returning),
    );
  }
  return checks;
}

/** @param database the file of the stopped host's table */
export async function checkKept(database: string, expected: Expected): Promise<readonly Check[]> {
  const { leads, events } = await readKeptLeads(database);
  const found = expected.kept.map((ids) => ids.reduce((sum, id) => sum + (events.get(id) ?? 0), 0));
  const known = new Set(expected.kept.flat());
  return [
    { what: 'table: leads', wanted: expected.leads, found: leads },
    {
      what: 'table: events (views of one page are one)',
      wanted: expected.kept.length,
      found: found.filter((n) => n === 1).length,
    },
    { what: 'table: events lost', wanted: 0, found: found.filter((n) => n === 0).length },
    { what: 'table: events double', wanted: 0, found: found.filter((n) => n > 1).length },
    {
      what: 'table: events that nobody sent',
      wanted: 0,
      found: [...events.keys()].filter((id) => !known.has(id)).length,
    },
  ];
}
