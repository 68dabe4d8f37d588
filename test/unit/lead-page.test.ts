// The page, the summary and the parts of a lead's profile, without a table.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commandLeads } from '../../bin/leads/command.ts';
import { summaryOf } from '../../bin/leads/summary.ts';
import { LOCALES } from '../../functions/domain/config/config.ts';
import type { LeadEvent, LeadId } from '../../functions/domain/event/event.ts';
import { idKey } from '../../functions/domain/lead/identity.ts';
import { EMPTY_HISTORY } from '../../functions/domain/lead/lead.ts';
import { emptyRecord } from '../../functions/domain/lead/record.ts';
import { buildProfile } from '../../functions/domain/profile/build-profile.ts';
import type { Profile } from '../../functions/domain/profile/profile.ts';
import { timelineCsv } from '../../functions/domain/profile/timeline-csv.ts';
import { labelledFunnels } from '../../functions/leads/labelled-funnels.ts';
import { sliceOf } from '../../functions/leads/slice.ts';
import { leadPage } from '../../functions/pages/leads/lead-page.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY } from '../support/leads.ts';

const HOSTILE = `"><img src=x onerror=alert(1)>'&\u202e`;
const anna: LeadId = { kind: 'email', key: 'anna@example.com' };

function profileOf(
  events: readonly LeadEvent[],
  more: Partial<Parameters<typeof buildProfile>[0]> = {},
): Profile {
  const record = { ...emptyRecord(anna), version: 1, history: { ...EMPTY_HISTORY, events } };
  return buildProfile({
    records: new Map([[idKey(anna), record]]),
    id: anna,
    hashOf: () => 'h'.repeat(22),
    funnels: [],
    timezone: 'Europe/Rome',
    now: MONDAY + DAY,
    ...more,
  });
}

function pageOf(profile: Profile, locale: (typeof LOCALES)[number] = 'en', owner = {}): string {
  const slice = { entries: profile.timeline, older: 0 };
  const none = { entries: [], at: '~', hasMore: false };
  const view = {
    ...{ profile, slice, answers: { entries: profile.answers, older: 0 }, part: undefined },
    ...{ quarantined: none, waiting: none, mails: [], noMail: [], forms: [], locale },
  };
  return leadPage({ ...view, owner: { kind: 'owner', ...owner } }).html;
}

const form = (time: number, properties: LeadEvent['properties'] = {}): LeadEvent =>
  event('ebook', time, { id: `f:ebook:${time}`, kind: 'form', properties });

describe('the page of a lead', () => {
  const everywhere = profileOf([
    form(MONDAY, { [HOSTILE]: HOSTILE }),
    event(HOSTILE, MONDAY + HOUR, {
      variant: HOSTILE,
      touch: { channel: HOSTILE, source: HOSTILE, clickId: HOSTILE, referrer: HOSTILE },
      properties: { [HOSTILE]: HOSTILE },
      order: { id: HOSTILE, value: { currency: 'EUR', minor: 100 } },
    }),
  ]);

  it.each(LOCALES)('in %s holds nothing that people sent as markup', (locale) => {
    const page = pageOf(
      { ...everywhere, email: HOSTILE, ids: [{ kind: 'user', key: HOSTILE, record: 'h', claims: [] }] },
      locale,
    );
    expect(page).not.toContain('<img');
    expect(page).toContain('&#60;img');
    expect(page).not.toContain('undefined');
    expect(page).not.toContain('<script');
  });

  it('tells of refunds that lower an order, and of no others', () => {
    const refund = (id: string, trusted: boolean) =>
      event('Order Refunded', MONDAY + HOUR, {
        id,
        trusted,
        order: { id: 'o-1', value: { currency: 'EUR', minor: trusted ? 300 : 900 }, refund: true },
      });
    const bought = event('Order Completed', MONDAY, {
      trusted: true,
      order: { id: 'o-1', value: { currency: 'EUR', minor: 1_000 } },
    });
    const page = pageOf(profileOf([bought, refund('r1', true), refund('r2', false)]));
    expect(page).toContain('<del class="refunded">€10.00</del> €7.00');
    expect(page).toContain('Refunded €3.00');
    expect(page).not.toContain('Refunded €9.00');
  });

  it('tells days and times in the configured time zone', () => {
    const page = pageOf(profileOf([event('Late', Date.UTC(2026, 2, 2, 23, 30))]));
    expect(page).toContain('Mar 3, 2026');
    expect(page).toContain('12:30');
  });

  it('names nobody in its title', () => {
    expect(/<title>(.*)<\/title>/.exec(pageOf(everywhere))?.[1]).toBe('Lead · imbuto');
  });
});

describe('the profile of a lead', () => {
  it('takes a tick without a version for an answer, and a version without a tick too', () => {
    const { consents, answers } = profileOf([
      form(MONDAY, { terms: true, 'plan.version': '2', both: false, 'both.version': '3' }),
    ]);
    expect(consents).toMatchObject([{ field: 'both', given: false, version: '3' }]);
    expect(answers[0]?.fields).toEqual({
      terms: true,
      'plan.version': '2',
      both: false,
      'both.version': '3',
    });
  });

  it('shows the first and the last answers of a form that was corrected, and which consent holds', () => {
    const first = { name: 'Anna', phone: '333', news: false, 'news.version': '1' };
    const last = { name: 'Anna', phone: '3331234567', news: true, 'news.version': '1' };
    const corrected = { ...form(MONDAY, last), received: MONDAY + HOUR, firstProperties: first };
    const later = { ...form(MONDAY + DAY, { phone: '4' }) };
    const profile = profileOf([corrected, later]);
    expect(profile.answers).toMatchObject([
      { fields: { phone: '4' } },
      { at: '2026-03-02T09:00:00.000Z', fields: last, corrected: { at: '2026-03-02T10:00:00.000Z', first } },
    ]);
    expect(profile.answers[0]).not.toHaveProperty('corrected');
    expect(profile.consents).toMatchObject([
      { field: 'news', given: true, at: '2026-03-02T10:00:00.000Z', current: true },
      { field: 'news', given: false, at: '2026-03-02T09:00:00.000Z', current: false },
    ]);
    expect(profile.timeline[1]).toMatchObject({ properties: last, firstProperties: first });
    const row = timelineCsv(profile.timeline).split('\r\n')[2] ?? '';
    expect(row).toContain('3331234567');
    expect(row).toContain('""phone"":""333""');
    const page = pageOf(profile);
    for (const text of ['Corrected', 'First answers', '3331234567', '>333<']) expect(page).toContain(text);
  });

  it('tells touches whose page views are no longer kept', () => {
    const touches = [
      { time: MONDAY - HOUR, touch: { channel: 'Display' }, trusted: true as const },
      { time: MONDAY, touch: { channel: 'Email' } },
      { time: MONDAY + HOUR, touch: { channel: 'Direct' } },
    ];
    const history = { events: [event('A', MONDAY + HOUR, { touch: { channel: 'Direct' } })], touches };
    const record = { ...emptyRecord(anna), version: 1, history };
    const { timeline } = profileOf([], { records: new Map([[idKey(anna), record]]) });
    expect(timeline.map(({ kind, touch, trusted }) => [kind, touch?.channel, trusted])).toEqual([
      ['event', 'Direct', false],
      ['touch', 'Email', false],
      ['touch', 'Display', true],
    ]);
  });

  it('has attempts that are open, that have ended, and that were won', () => {
    const shown = {
      definition: definition(funnel(['A', 'B'], { windowMs: DAY })),
      label: 'x',
      stageLabels: ['a', 'b'],
    };
    const outcomes = (events: readonly LeadEvent[], now: number) =>
      profileOf(events, { funnels: [shown], now }).funnels[0]?.attempts.map(({ outcome }) => outcome);
    expect(outcomes([event('A', MONDAY)], MONDAY + HOUR)).toEqual(['open']);
    expect(outcomes([event('A', MONDAY)], MONDAY + 2 * DAY)).toEqual(['ended']);
    expect(outcomes([event('A', MONDAY), event('B', MONDAY + HOUR)], MONDAY + 2 * DAY)).toEqual(['won']);
  });
});

describe('a part of a timeline', () => {
  const timeline = profileOf(Array.from({ length: 10 }, (_, n) => event(`E${n}`, MONDAY + n))).timeline;

  it('goes on where the one before ended, also when something newer came meanwhile', () => {
    const first = sliceOf(timeline.slice(1), undefined, { entries: 4, bytes: 1e6 });
    const second = sliceOf(timeline, first.older, { entries: 4, bytes: 1e6 });
    expect([...first.entries, ...second.entries]).toEqual(timeline.slice(1, 9));
    expect(second.older).toBe(1);
  });

  it('holds one entry at least, however large, and none beyond the end', () => {
    expect(sliceOf(timeline, undefined, { entries: 4, bytes: 1 })).toMatchObject({ older: 9 });
    expect(sliceOf(timeline, 0, { entries: 4, bytes: 1 })).toEqual({ entries: [], older: 0 });
    expect(sliceOf(timeline, 99, { entries: 2, bytes: 1e6 }).older).toBe(8);
  });
});

describe('the funnels that a lead is shown in', () => {
  it('are none in a table in which nothing was counted: no definition is asked for', async () => {
    const table = { table: 't', client: { send: async () => ({}) } };
    const { KnownDefinitions } = await import('../../functions/store/definitions/definitions.ts');
    const { reportConfig } = await import('../support/reports.ts');
    const known = new KnownDefinitions(table as never);
    expect(await labelledFunnels(table as never, known, reportConfig)).toEqual([]);
  });
});

describe('the command', () => {
  it('prints nothing that moves the cursor or begins a line', () => {
    const evil = '\u001b[2J\nErased: all\r\u0007';
    const lines = summaryOf({
      ...profileOf([event(evil, MONDAY), form(MONDAY, { a: evil })]),
      ...{ quarantined: [], waiting: [] },
    });
    for (const line of lines) {
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(stripVTControlCharacters(line)).toBe(line);
    }
  });

  it.each([[[]], [['show']], [['look', 'a@b.cc']], [['show', 'a@b.cc', 'b@b.cc']], [['erase', 'a@b.cc']]])(
    'does nothing for %j',
    async (args) => {
      const said: string[] = [];
      const none = { IMBUTO_URL: 'http://127.0.0.1:1', IMBUTO_OWNER_TOKEN: 't' };
      expect(
        await commandLeads(
          args,
          none,
          () => {},
          (line) => said.push(line),
        ),
      ).toBe(2);
      expect(said).toHaveLength(1);
    },
  );
});
