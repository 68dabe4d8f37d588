import { describe, expect, it } from 'vitest';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { Config, ReportPeriod } from '../../functions/domain/config/config.ts';
import { type MailMarker, mailOrders, mailPeriods } from '../../functions/domain/report/report-mail.ts';
import type { IssuedReport } from '../../functions/domain/report/report-revision.ts';
import { LINK_DAYS, type MailDeps, mailReports } from '../../functions/mail-reports/mail-reports.ts';
import { checkLink } from '../../functions/runtime/links.ts';
import { type Mail, MailNotSent, type Sending } from '../../functions/runtime/mail.ts';
import { DAY, funnelOf, HOUR, LINK_KEY, reportConfig, reportOf, trialCells } from '../support/reports.ts';

const OWNER = 'owner@example.com';
const PARTNER = 'partner@example.com';
/** The week of the cells closed at midnight in Rome, an hour and five minutes ago. */
const MONDAY = Date.parse('2026-11-16T00:05:00Z');

/** The mail round over revisions, markers and a sender in memory, at a time that the test sets. */
class MailRoom {
  now = MONDAY;
  config: Config = {
    ...reportConfig,
    reports: [{ every: 'week', funnels: ['trial'], to: [OWNER, PARTNER] }],
    mail: { from: 'hello@example.com' },
  };
  answer: (mail: Mail) => Sending | Promise<Sending> = () => ({ outcome: 'sent' });
  remaining = () => 300_000;
  firstDay: string | undefined = '2026-11-02';
  readonly issued: IssuedReport[] = [];
  readonly markers = new Map<string, MailMarker>();
  readonly outbox: Mail[] = [];
  readonly failures: unknown[] = [];

  issue(from = '2026-11-09', to = '2026-11-15', every: ReportPeriod = 'week'): void {
    const before = this.issued.filter(
      (each) => each.funnel === 'trial' && each.every === every && each.from === from,
    ).length;
    this.issued.push({
      ...reportOf(trialCells, { from, to, now: this.now }),
      every,
      revision: before + 1,
      restates: before === 0 ? null : before,
    });
  }

  run(more: Partial<MailDeps> = {}) {
    return mailReports({ ...this.deps(), ...more });
  }

  sent(): string[] {
    return this.outbox.map(({ to, subject }) => `${to} ${subject}`);
  }

  deps(): MailDeps {
    const find = (funnel: string, every: string, from: string) =>
      this.issued.filter((each) => each.funnel === funnel && each.every === every && each.from === from);
    const key = (period: object, recipient: string) => JSON.stringify([period, recipient]);
    return {
      config: this.config,
      apiUrl: 'https://api.example.com',
      linkKey: async () => LINK_KEY,
      firstDay: async () => this.firstDay,
      latestRevision: async ({ funnel, every, from }) => find(funnel, every, from).length,
      readRevision: async ({ funnel, every, from }, revision) =>
        find(funnel, every, from).find((each) => each.revision === revision),
      readMarkers: async (period, to) =>
        new Map(
          to.flatMap((recipient) => {
            const marker = this.markers.get(key(period, recipient));
            return marker === undefined ? [] : [[recipient, marker] as const];
          }),
        ),
      writeMarker: async (period, recipient, marker) => {
        if ((this.markers.get(key(period, recipient))?.version ?? 0) !== marker.version - 1) return false;
        this.markers.set(key(period, recipient), marker);
        return true;
      },
      send: async (mail) => {
        const sending = await this.answer(mail);
        if (sending.outcome === 'sent') this.outbox.push(mail);
        return sending;
      },
      now: () => this.now,
      remaining: () => this.remaining(),
      onFailure: (_funnel, error) => this.failures.push(error),
    };
  }
}

const WEEK = 'Trial: Week Nov 9, 2026 – Nov 15, 2026';
const refused: Sending = { outcome: 'refused', error: new MailNotSent('MessageRejected') };
const unknown: Sending = { outcome: 'unknown', error: new MailNotSent('TimeoutError') };

describe('the mail of an issued report', () => {
  it('goes to each recipient once, however often the job runs', async () => {
    const room = new MailRoom();
    room.issue();
    expect(await room.run()).toEqual({ mailed: 2, failed: 0 });
    for (let hour = 0; hour < 24 * 7; hour++) {
      room.now += HOUR;
      expect(await room.run()).toEqual({ mailed: 0, failed: 0 });
    }
    expect(room.sent()).toEqual([`${OWNER} ${WEEK}`, `${PARTNER} ${WEEK}`]);
  });

  it('goes once when two runs meet', async () => {
    const room = new MailRoom();
    room.issue();
    const runs = await Promise.all([room.run(), room.run(), room.run()]);
    expect(runs.reduce((sum, { mailed }) => sum + mailed, 0)).toBe(2);
    expect(room.sent()).toHaveLength(2);
  });

  it('waits until the report is issued', async () => {
    const room = new MailRoom();
    expect(await room.run()).toEqual({ mailed: 0, failed: 0 });
    room.issue();
    expect(await room.run()).toEqual({ mailed: 2, failed: 0 });
  });

  it('carries a link that opens exactly this report, for thirty days', async () => {
    const room = new MailRoom();
    room.issue();
    await room.run();
    const url = new URL(/https:\S+/.exec(room.outbox[0]?.text ?? '')?.[0] ?? '');
    expect([url.origin, url.pathname]).toEqual(['https://api.example.com', '/reports/trial']);
    expect([url.searchParams.get('from'), url.searchParams.get('to')]).toEqual(['2026-11-09', '2026-11-15']);
    const check = (now: number, path = url.pathname) => checkLink(LINK_KEY, path, url.searchParams, now);
    expect(check(MONDAY + LINK_DAYS * DAY - 1_000)).toBe('valid');
    expect(check(MONDAY + LINK_DAYS * DAY)).toBe('expired');
    expect(check(MONDAY, '/reports/relationship')).toBe('forged');
    expect(room.outbox[0]?.html).toContain(String(url).replaceAll('&', '&#38;'));
  });

  it('speaks the configured language', async () => {
    const room = new MailRoom();
    room.config = { ...room.config, locale: 'ru' };
    room.issue();
    await room.run();
    expect(room.outbox[0]?.subject).toBe('Проба: Неделя 9 нояб. 2026 г. – 15 нояб. 2026 г.');
    expect(room.outbox[0]?.html).toContain('<html lang="ru">');
  });

  it('names one recipient only', async () => {
    const room = new MailRoom();
    room.issue();
    await room.run();
    for (const { to, subject, text, html } of room.outbox) {
      expect([OWNER, PARTNER]).toContain(to);
      expect(`${subject}${text}${html}`).not.toMatch(/@example\.com/);
    }
  });
});

describe('a restatement', () => {
  it('is mailed on another day, says so, and only as it stands then', async () => {
    const room = new MailRoom();
    room.issue();
    await room.run();
    for (let hour = 0; hour < 5; hour++) {
      room.now += HOUR;
      room.issue();
      await room.run();
    }
    expect(room.sent()).toHaveLength(2);
    room.now = MONDAY + DAY;
    await room.run();
    room.issue();
    room.now += HOUR;
    await room.run();
    expect(room.sent().slice(2)).toEqual([`${OWNER} Restated: ${WEEK}`, `${PARTNER} Restated: ${WEEK}`]);
    expect(room.outbox[2]?.text).toContain('revision 6 restates revision 5');
  });

  it('counts days by the local calendar', async () => {
    const room = new MailRoom();
    room.issue();
    await room.run();
    room.issue();
    room.now = Date.parse('2026-11-16T22:59:00Z');
    expect((await room.run()).mailed).toBe(0);
    room.now = Date.parse('2026-11-16T23:00:00Z');
    expect((await room.run()).mailed).toBe(2);
  });
});

describe('a mail that fails', () => {
  it('holds up nobody else, is counted, and is tried in every run until it goes', async () => {
    const room = new MailRoom();
    room.issue();
    room.answer = ({ to }) => (to === OWNER ? refused : { outcome: 'sent' });
    expect(await room.run()).toEqual({ mailed: 1, failed: 1 });
    for (let hour = 0; hour < 5; hour++) {
      room.now += HOUR;
      expect(await room.run()).toEqual({ mailed: 0, failed: 1 });
    }
    room.answer = () => ({ outcome: 'sent' });
    room.now += HOUR;
    expect(await room.run()).toEqual({ mailed: 1, failed: 0 });
    expect(room.sent()).toEqual([`${PARTNER} ${WEEK}`, `${OWNER} ${WEEK}`]);
    expect(room.failures).toHaveLength(6);
  });

  it('without an answer is repeated once when its claim has run out, and not a third time', async () => {
    const room = new MailRoom();
    room.config = { ...room.config, reports: [{ every: 'week', funnels: ['trial'], to: [OWNER] }] };
    room.issue();
    room.answer = () => unknown;
    expect(await room.run()).toEqual({ mailed: 0, failed: 1 });
    room.now += 10 * 60_000;
    expect(await room.run()).toEqual({ mailed: 0, failed: 0 });
    room.now = MONDAY + HOUR;
    expect(await room.run()).toEqual({ mailed: 0, failed: 1 });
    room.answer = () => ({ outcome: 'sent' });
    room.now += DAY;
    expect(await room.run()).toEqual({ mailed: 0, failed: 0 });
    room.issue();
    expect(await room.run()).toEqual({ mailed: 1, failed: 0 });
  });

  it('because the run was ended in the middle is repeated once as well', async () => {
    const room = new MailRoom();
    room.config = { ...room.config, reports: [{ every: 'week', funnels: ['trial'], to: [OWNER] }] };
    room.issue();
    room.answer = () => new Promise(() => {});
    void room.run();
    await new Promise((resolve) => setTimeout(resolve, 10));
    room.answer = () => ({ outcome: 'sent' });
    expect((await room.run()).mailed).toBe(0);
    room.now += HOUR;
    expect((await room.run()).mailed).toBe(1);
    room.now += HOUR;
    expect((await room.run()).mailed).toBe(0);
  });

  it('before it is sent leaves no claim: the next run tries at once', async () => {
    const room = new MailRoom();
    room.issue();
    const linkKey = async (): Promise<string> => {
      throw new Error('no secret');
    };
    expect(await room.run({ linkKey })).toEqual({ mailed: 0, failed: 1 });
    expect(room.markers.size).toBe(0);
    expect(await room.run()).toEqual({ mailed: 2, failed: 0 });
  });

  it('for want of time is left to the next run', async () => {
    const room = new MailRoom();
    room.issue();
    let left = 50_000;
    room.remaining = () => (left -= 15_000);
    expect(await room.run()).toEqual({ mailed: 1, failed: 0 });
    room.remaining = () => 300_000;
    expect(await room.run()).toEqual({ mailed: 1, failed: 0 });
  });
});

describe('what is mailed', () => {
  it('are periods that closed within the last seven days: history that is made up for floods nobody', async () => {
    const room = new MailRoom();
    room.config = { ...room.config, reports: [{ every: 'day', funnels: ['trial'], to: [OWNER] }] };
    for (let day = 1; day <= 15; day++) {
      const date = `2026-11-${String(day).padStart(2, '0')}`;
      room.issue(date, date, 'day');
    }
    expect(await room.run()).toEqual({ mailed: 7, failed: 0 });
    expect(room.sent()[0]).toBe(`${OWNER} Trial: Day Nov 9, 2026`);
    expect(room.sent()[6]).toBe(`${OWNER} Trial: Day Nov 15, 2026`);
  });

  it.each([
    ['day', '2026-11-16T00:05:00Z', ['11-09', '11-10', '11-11', '11-12', '11-13', '11-14', '11-15']],
    ['week', '2026-11-22T09:00:00Z', ['11-09']],
    ['week', '2026-11-22T23:00:00Z', ['11-09', '11-16']],
    ['week', '2026-11-22T23:00:01Z', ['11-16']],
    ['month', '2026-11-07T22:00:00Z', ['10-01']],
    ['month', '2026-11-08T22:00:00Z', []],
  ] as const)('of each %s, at %s: %j', (every, now, from) => {
    const periods = mailPeriods({ every, at: 0 }, new Calendar('Europe/Rome'), Date.parse(now));
    expect(periods.map((period) => period.from.slice(5))).toEqual(from);
  });

  it('is what reports with recipients ask for, each address once', () => {
    const reports = [
      { every: 'week', funnels: ['trial', 'relationship'], to: [OWNER] },
      { every: 'week', funnels: ['trial'], to: [PARTNER, OWNER] },
      { every: 'month', funnels: ['trial'], to: [] },
    ] as const;
    const orders = mailOrders({ ...reportConfig, reports, mail: { from: 'hello@example.com' } });
    expect(orders.map(({ funnels, every, to }) => [funnels.map(({ id }) => id), every, to])).toEqual([
      [['trial', 'relationship'], 'week', [OWNER]],
      [['trial'], 'week', [PARTNER]],
    ]);
    expect(mailOrders({ ...reportConfig, reports })).toEqual([]);
  });

  it('of one address, period and time of day is one mail, also where several reports ask for it', () => {
    const reports: Config['reports'] = [
      { every: 'week', at: 480, funnels: ['relationship'], to: [OWNER], skipEmpty: true },
      { every: 'week', at: 480, funnels: ['trial'], to: [OWNER] },
      { every: 'week', funnels: ['trial'], to: [OWNER, PARTNER], skipEmpty: true },
    ];
    const orders = mailOrders({ ...reportConfig, reports, mail: { from: 'hello@example.com' } });
    const said = orders.map(({ at, funnels, to, skipEmpty }) => [at, funnels.length, to, skipEmpty]);
    expect(said).toEqual([
      [0, 1, [OWNER, PARTNER], true],
      [480, 2, [OWNER], false],
    ]);
  });
});

describe('one mail a period', () => {
  const both = (more: Partial<Config['reports'][number]> = {}) => {
    const room = new MailRoom();
    room.config = {
      ...room.config,
      reports: [{ every: 'week', funnels: ['trial', 'relationship'], to: [OWNER], ...more }],
    };
    return room;
  };
  const other = (room: MailRoom, cells = trialCells) => {
    const { from, to } = { from: '2026-11-09', to: '2026-11-15' };
    const before = room.issued.filter(({ funnel }) => funnel === 'relationship').length;
    room.issued.push({
      ...reportOf(cells, { from, to, now: room.now, funnel: funnelOf('relationship') }),
      ...{ every: 'week', revision: before + 1, restates: before === 0 ? null : before },
    });
  };

  it('has all its funnels', async () => {
    const room = both();
    room.issue();
    other(room);
    expect(await room.run()).toEqual({ mailed: 1, failed: 0 });
    expect(room.sent()).toEqual([`${OWNER} Trial, relationship: Week Nov 9, 2026 – Nov 15, 2026`]);
    expect(room.outbox[0]?.text).toContain('/reports/trial?');
    expect(room.outbox[0]?.text).toContain('/reports/relationship?');
  });

  it('waits for a funnel that is not issued yet, six hours at most; that one is not mailed later by itself', async () => {
    const room = both();
    room.issue();
    for (let hour = 0; hour < 5; hour++) {
      expect((await room.run()).mailed).toBe(0);
      room.now += HOUR;
    }
    room.now += HOUR;
    expect((await room.run()).mailed).toBe(1);
    other(room);
    room.now += DAY;
    expect((await room.run()).mailed).toBe(0);
    room.issue();
    expect((await room.run()).mailed).toBe(1);
    expect(room.sent()[1]).toContain('Restated: Trial, relationship');
  });

  it('goes at the configured hour of the local day, also where clocks have changed', async () => {
    const room = both({ at: 8 * 60 });
    room.issue();
    other(room);
    room.now = Date.parse('2026-11-16T06:59:00Z');
    expect((await room.run()).mailed).toBe(0);
    room.now = Date.parse('2026-11-16T07:00:00Z');
    expect((await room.run()).mailed).toBe(1);
    const due = (now: string) =>
      mailPeriods({ every: 'day', at: 480 }, new Calendar('Europe/Rome'), Date.parse(now)).at(-1)?.to;
    expect([due('2026-03-29T05:59:00Z'), due('2026-03-29T06:00:00Z')]).toEqual(['2026-03-27', '2026-03-28']);
    expect([due('2026-10-25T06:59:00Z'), due('2026-10-25T07:00:00Z')]).toEqual(['2026-10-23', '2026-10-24']);
  });

  it('is left out where nothing came and skipEmpty is said, and sent once something is restated into it', async () => {
    const empty = (room: MailRoom) => {
      const report = reportOf(new Map(), { now: room.now });
      room.issued.push({ ...report, every: 'week', revision: 1, restates: null });
      other(room, new Map());
    };
    const room = both({ skipEmpty: true });
    empty(room);
    expect(await room.run()).toEqual({ mailed: 0, failed: 0 });
    expect(room.markers.size).toBe(0);
    room.issue();
    expect(await room.run()).toEqual({ mailed: 1, failed: 0 });
    const said = both();
    empty(said);
    expect(await said.run()).toEqual({ mailed: 1, failed: 0 });
    expect(said.outbox[0]?.text).toContain('Entered: 0');
  });

  it('is never sent of time before the first event', async () => {
    const room = both();
    room.issued.push({
      ...reportOf(new Map(), { now: room.now }),
      ...{ every: 'week', revision: 1, restates: null },
    });
    other(room, new Map());
    room.firstDay = '2026-11-16';
    expect(await room.run()).toEqual({ mailed: 0, failed: 0 });
    room.firstDay = undefined;
    expect(await room.run()).toEqual({ mailed: 0, failed: 0 });
    room.firstDay = '2026-11-15';
    expect(await room.run()).toEqual({ mailed: 1, failed: 0 });
  });
});
