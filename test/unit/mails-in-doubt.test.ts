// Mails in doubt, however many: each is listed once, fifty to a page.
import { expect, it } from 'vitest';
import { claimMail, noteUndecided } from '../../functions/store/mail/claims.ts';
import { BROWSER } from '../support/http-api.ts';
import { memoryTable } from '../support/lead-mail.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { MONDAY } from '../support/leads.ts';
import { OWNER_TOKEN } from '../support/reports.ts';

const BEARER = { authorization: `Bearer ${OWNER_TOKEN}` };
const MAILS = 120;

it('are listed whole, page by page', async () => {
  const table = memoryTable();
  const ids = Array.from({ length: MAILS }, (_, n) => `msg_${n}`);
  for (const id of ids) {
    const claim = { id, purpose: 'reply', hash: `hash-of-${id}`, now: MONDAY } as const;
    await claimMail(table, { ...claim, of: { form: 'ebook' }, perDay: 5 });
    await noteUndecided(table, claim);
  }
  const { api } = leadPagesApi(leadPagesDeps({ leads: table, definitions: [] }, []));
  const listed: string[] = [];
  let pages = 0;
  for (let path: string | null = '/leads/waiting?format=json'; path !== null; pages++) {
    const { undecidedMails, nextMails } = (await api('GET', path, { headers: BEARER })).json() as {
      undecidedMails: readonly { id: string }[];
      nextMails: string | null;
    };
    listed.push(...undecidedMails.map(({ id }) => id));
    path = nextMails;
  }
  expect(pages).toBe(3);
  expect(listed.toSorted()).toEqual(ids.toSorted());
  const { text } = await api('GET', '/leads/waiting', { headers: { ...BEARER, ...BROWSER } });
  const [, next = ''] = /href="(\/leads\/waiting\?mails=[\w-]+)"/.exec(text) ?? [];
  expect((await api('GET', next, { headers: { ...BEARER, ...BROWSER } })).status).toBe(200);
  expect((await api('GET', '/leads/waiting?mails=a%20b', { headers: BEARER })).status).toBe(400);
});
