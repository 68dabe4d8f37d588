// `/leads?handOff=waiting`: who was handed over and not answered, those who wait longest first, page by page.
import { beforeEach, describe, expect, it } from 'vitest';
import { ACCEPTED } from '../../functions/domain/hand-off/answer.ts';
import type { ListEntry } from '../../functions/domain/summary/list-entry.ts';
import { packList } from '../../functions/pack-list/pack-list.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { FUNNELS } from '../support/hand-off-desk.ts';
import { BROWSER, type TestApi } from '../support/http-api.ts';
import { memoryTable } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { DAY, definitions, event, HOUR, MONDAY, submission } from '../support/leads.ts';
import { OWNER_TOKEN } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';

const DEFINITIONS = definitions(FUNNELS);
const AUTHORIZATION = { authorization: `Bearer ${OWNER_TOKEN}` };
let table: LeadTable;
let api: TestApi;

beforeEach(() => {
  table = memoryTable();
  const worker = { leads: table, definitions: DEFINITIONS };
  ({ api } = leadPagesApi(leadPagesDeps(worker, DEFINITIONS, { now: () => MONDAY + 3 * DAY })));
});

async function take(...said: ReturnType<typeof submission>[]): Promise<void> {
  await advanceLeads({ ...workerDeps(table), definitions: DEFINITIONS }, [messageOf(...said)]);
}

const handed = (who: string, hours: number) => [
  submission({ email: `${who}@example.com` }, event('/blog', MONDAY - HOUR, { id: `${who} blog` })),
  submission(
    { email: `${who}@example.com` },
    event('Trial', MONDAY + hours * HOUR, { id: `${who} ${hours}` }),
  ),
];
const accepted = (who: string, of: number, at: number) =>
  submission(
    { email: `${who}@example.com` },
    event(ACCEPTED, MONDAY + at * HOUR, {
      id: `s:${who} ${of}`,
      trusted: true,
      properties: { funnel: 'journey', handedOver: MONDAY + of * HOUR },
    }),
  );

type Answer = { readonly leads: readonly ListEntry[]; readonly next: string | null };
async function list(at: string): Promise<Answer> {
  const answer = await api('GET', at, { headers: AUTHORIZATION });
  expect(answer.status).toBe(200);
  return answer.json() as unknown as Answer;
}
const names = ({ leads }: Answer) => leads.map(({ email }) => email?.split('@')[0]);

describe('who waits for sales', () => {
  it('is listed by how long it waits, not by when it became a contact, and no more once sales has answered', async () => {
    await take(...handed('bea', 5), ...handed('anna', 2), ...handed('carl', 9));
    await take(submission({ email: 'dora@example.com' }, event('/blog', MONDAY)));
    const first = await list('/leads?handOff=waiting');
    expect(names(first)).toEqual(['anna', 'bea', 'carl']);
    expect(first.leads[0]?.funnels.find(({ funnel }) => funnel === 'journey')).toMatchObject({
      waitingSince: new Date(MONDAY + 2 * HOUR).toISOString(),
    });
    await take(accepted('anna', 2, 10));
    expect(names(await list('/leads?handOff=waiting'))).toEqual(['bea', 'carl']);
    expect(names(await list('/leads?funnel=journey&handOff=waiting&reached=Trial'))).toEqual(['bea', 'carl']);
    expect(names(await list('/leads?handOff=waiting&missed=Trial&funnel=journey'))).toEqual([]);
  });

  it('is the same once the index is packed, where rows tell what is no more', async () => {
    await take(...handed('bea', 5), ...handed('anna', 2));
    const sizes = { least: 1, most: 1_000, page: 10, fan: 4 };
    await packList({ table, now: () => MONDAY, hasTime: () => true, fresh: () => 'r1', sizes });
    await take(accepted('bea', 5, 6), ...handed('carl', 1));
    expect(names(await list('/leads?handOff=waiting'))).toEqual(['carl', 'anna']);
  });

  it('comes page by page', async () => {
    const many = Array.from({ length: 120 }, (_, n) =>
      handed(`lead${String(n).padStart(3, '0')}`, (n * 7) % 120),
    );
    for (let at = 0; at < many.length; at += 30) await take(...many.slice(at, at + 30).flat());
    const since: string[] = [];
    let pages = 0;
    for (let at: string | null = '/leads?handOff=waiting'; at !== null; pages++) {
      const part: Answer = await list(at);
      for (const { funnels } of part.leads)
        since.push(funnels.find(({ funnel }) => funnel === 'journey')?.waitingSince ?? '');
      at = part.next;
    }
    expect(pages).toBe(3);
    expect(since).toHaveLength(120);
    expect(since).toEqual([...since].sort());
  });

  it('waits from the hand-off behind the latest that was answered', async () => {
    const again = (id: string, hours: number) =>
      submission(
        { email: 'anna@example.com' },
        event(id, MONDAY + hours * HOUR, { id: `again ${id} ${hours}` }),
      );
    const later = 24 * 20;
    await take(...handed('anna', 2), again('/blog', later), again('Trial', later + 1));
    const sinceOf = async () =>
      (await list('/leads?handOff=waiting')).leads[0]?.funnels.flatMap(
        ({ waitingSince }) => waitingSince ?? [],
      );
    expect(await sinceOf()).toEqual([new Date(MONDAY + 2 * HOUR).toISOString()]);
    await take(accepted('anna', later + 1, later + 2));
    expect(await sinceOf()).toBeUndefined();
  });

  it('is asked of funnels that hand over', async () => {
    for (const query of ['?handOff=accepted', '?funnel=trial&handOff=waiting', '?handOff=waiting&after=x'])
      expect((await api('GET', `/leads${query}`, { headers: AUTHORIZATION })).status).toBe(400);
  });

  it('has a page and CSV', async () => {
    await take(...handed('anna', 2));
    const { text } = await api('GET', '/leads?handOff=waiting', {
      headers: { ...AUTHORIZATION, ...BROWSER },
    });
    expect(text).toContain('Who waits for sales');
    expect(text).toMatch(/waits for sales since Mar 2, 2026/);
    const csv = await api('GET', '/leads?handOff=waiting&format=csv', { headers: AUTHORIZATION });
    expect(csv.text).toContain('journey.waitingSince');
    expect(csv.text).toContain(new Date(MONDAY + 2 * HOUR).toISOString());
  });

  it('stands on the page of the lead, with the answer', async () => {
    await take(...handed('anna', 2));
    const id = table.hashOf({ kind: 'email', key: 'anna@example.com' });
    const page = async () =>
      (await api('GET', `/leads/${id}`, { headers: { ...AUTHORIZATION, ...BROWSER } })).text;
    expect(await page()).toContain('Waits for sales');
    await take(accepted('anna', 2, 3));
    expect(await page()).toContain('Accepted by sales, Mar 2, 2026');
    const { funnels } = (await api('GET', `/leads/${id}`, { headers: AUTHORIZATION })).json() as {
      funnels: { attempts: object[] }[];
    };
    expect(funnels.flatMap(({ attempts }) => attempts)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ handedOver: expect.objectContaining({ answer: 'accepted' }) }),
        expect.objectContaining({ received: [expect.objectContaining({ answer: 'accepted' })] }),
      ]),
    );
  });
});
