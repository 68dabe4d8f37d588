// The reports of a running instance, against what its exported leads say.
import { findOwner, LeadsApi, type OwnerAccess } from '../../bin/leads/leads-api.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { type Compared, compareReport } from './compared.ts';
import type { ExportedLead } from './exported-leads.ts';
import { dayAfter } from './local-days.ts';
import { countAll, recount } from './recount.ts';

/** @returns lines that say what was looked at, and what is in no figure or in no export */
export async function compareInstance(
  config: Config,
  asked: Partial<OwnerAccess>,
  into: Compared,
): Promise<readonly string[]> {
  const access = findOwner(process.env, asked);
  const leads: ExportedLead[] = [];
  for await (const lead of new LeadsApi(access).all()) leads.push(lead);
  const notes = new Set([`${leads.length} leads of ${access.url}`]);
  for (const { id } of config.funnels) {
    const counted = countAll(leads, config, id);
    const latest = await read(access, id, '');
    const week = [dayAfter(latest.to, -6), latest.to] as const;
    const earlier = [dayAfter(latest.to, -44), dayAfter(latest.to, -15)] as const;
    for (const [from, to] of [[latest.from, latest.to] as const, week, earlier]) {
      const report = await read(access, id, `&from=${from}&to=${to}`);
      compareReport(into, report, recount(counted, report), `${id}, ${from} to ${to}`);
      if (report.pending > 0)
        notes.add(`${report.pending} messages wait in the queue: what they say may be on one side only`);
      if (report.recount !== null) notes.add(`${id} is recounted: its report is of another definition`);
    }
  }
  return [...notes];
}

async function read({ url, token }: OwnerAccess, funnel: string, days: string): Promise<Report> {
  const path = `/reports/${funnel}?format=json${days}`;
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok)
    throw new Error(`GET ${path} was answered ${answer.status}: is the funnel configured there?`);
  return (await answer.json()) as Report;
}
