// Telling of an incident: by webhook and by mail, once to each at its begin and once at its end, and on the page of all funnels.
import { describe, expect, it } from 'vitest';
import type { AlertConfig } from '../../functions/domain/alerts/alert-config.ts';
import type { FigureState, Incident } from '../../functions/domain/alerts/watch.ts';
import type { Config, Locale } from '../../functions/domain/config/config.ts';
import { type DeliverDeps, deliver } from '../../functions/outbound/deliver.ts';
import { alertMail } from '../../functions/pages/alerts/alert-mail.ts';
import { fanOut } from '../../functions/queue/outbound-message.ts';
import type { Mail } from '../../functions/runtime/mail.ts';
import { MailNotSent } from '../../functions/runtime/mail.ts';
import { alertNote, incidentId } from '../../functions/store/outbox/outbox.ts';
import { OWNER_TOKEN, reportApi, reportDeps } from '../support/reports.ts';
import { UNUSED_DELIVER } from '../support/unused-deliver.ts';
import { alertConfig, VOLUME } from '../support/watched.ts';

const TO = ['owner@example.com', 'sales@example.com'];
const ALERTS = [
  { ...VOLUME, to: TO },
  { id: 'sales', watch: 'conversion', funnel: 'trial', stage: 'action', within: '7d', to: TO },
  { id: 'channels', watch: 'source', funnel: 'trial', by: 'channel' },
];
const BEGAN = '2026-03-02';
const INCIDENT: Incident = {
  side: 'down',
  since: '2026-03-01',
  began: BEGAN,
  atStart: { count: 2, expected: 120.4 },
  sums: { count: 9, expected: 300 },
};
const ENDED: Incident = { ...INCIDENT, ended: { day: '2026-03-06', why: 'back' } };
const SHARE = { atStart: { count: 1, expected: 12, of: 200 }, sums: { count: 2, expected: 15, of: 250 } };
const STATE: FigureState = {
  what: 'k',
  through: '2026-03-05',
  evidence: [0, 0, 0, 0, 0, 0],
  leaning: { down: null, up: null },
  last: { count: 3, expected: 61.2, pastDays: 56 },
  running: { ...INCIDENT, back: 0 },
  incidents: [],
};
const { running: _, ...NONE } = STATE;
const QUIET: FigureState = {
  ...NONE,
  last: { count: 0, of: 3, expected: null, pastDays: 12 },
  incidents: [{ ...ENDED, ...SHARE }],
};
const OVER: FigureState = { ...NONE, incidents: [ENDED] };

const TIME = Date.UTC(2026, 2, 3, 6, 35);
const note = (phase: 'began' | 'ended', id = 'entries', value = '') =>
  alertNote('trial', { id, value, began: BEGAN, phase }, TIME);

type Told = { posts: Parameters<DeliverDeps['post']>[0][]; mails: Mail[]; markers: Set<string> };

function outbound(state: FigureState | undefined, config: Config = alertConfig(ALERTS)) {
  const told: Told = { posts: [], mails: [], markers: new Set() };
  const refused = new Set<string>();
  const deps: DeliverDeps = {
    ...UNUSED_DELIVER,
    config,
    table: async () => {
      throw new Error('no lead is read');
    },
    telling: async () => ({ definitions: [], events: false }),
    apiUrl: 'https://imbuto.example.com',
    readFigure: async () => state,
    post: async (post) => {
      told.posts.push(post);
    },
    send: async (mail) => {
      if (refused.has(mail.to)) return { outcome: 'refused', error: new MailNotSent('no') };
      told.mails.push(mail);
      return { outcome: 'sent' };
    },
    hasMarker: async (id, what) => told.markers.has(`${id} ${what}`),
    writeMarker: async (id, what) => {
      told.markers.add(`${id} ${what}`);
    },
    now: () => TIME,
  };
  return { deps, told, refused };
}

describe('an incident', () => {
  it('is posted with one id an end, and one id of the incident, without a person in it', async () => {
    const { deps, told } = outbound(STATE);
    const target = { webhook: 'https://example.com/hook' };
    expect(await deliver(deps, { note: note('began'), target })).toBe('delivered');
    expect(await deliver(deps, { note: note('began'), target })).toBe('delivered');
    expect(told.posts[1]).toEqual(told.posts[0]);
    expect(told.posts[0]?.id).toBe(note('began').id);
    expect(JSON.parse(told.posts[0]?.body ?? '')).toEqual({
      type: 'alert.began',
      timestamp: '2026-03-03T06:35:00.000Z',
      data: {
        incident: incidentId({ id: 'entries', value: '', began: BEGAN }),
        alert: 'entries',
        watch: 'volume',
        funnel: 'trial',
        side: 'down',
        since: '2026-03-01',
        began: BEGAN,
        count: 2,
        expected: 120.4,
        url: 'https://imbuto.example.com/reports',
      },
    });
    const over = outbound(OVER);
    await deliver(over.deps, { note: note('ended'), target });
    expect(JSON.parse(over.told.posts[0]?.body ?? '')).toMatchObject({
      type: 'alert.ended',
      data: {
        incident: incidentId({ id: 'entries', value: '', began: BEGAN }),
        count: 9,
        expected: 300,
        ended: '2026-03-06',
        why: 'back',
      },
    });
  });

  it('is posted of a conversion with its whole, and of a source with its value', async () => {
    const target = { webhook: 'https://example.com/hook' };
    const share = outbound({ ...STATE, running: { ...INCIDENT, ...SHARE, back: 0 } });
    await deliver(share.deps, { note: note('began', 'sales'), target });
    expect(JSON.parse(share.told.posts[0]?.body ?? '').data).toMatchObject({
      ...{ stage: 'action', withinDays: 7, count: 1, of: 200, expected: 12 },
    });
    const source = outbound(STATE);
    await deliver(source.deps, { note: note('began', 'channels', 'paid'), target });
    expect(JSON.parse(source.told.posts[0]?.body ?? '').data).toMatchObject({ by: 'channel', value: 'paid' });
  });

  it('is mailed to each once, also where one of them was refused at first', async () => {
    const { deps, told, refused } = outbound(STATE);
    const [, mail] = fanOut(deps.config, [note('began')]);
    if (mail === undefined) throw new Error('no mail was sent');
    refused.add('sales@example.com');
    await expect(deliver(deps, mail)).rejects.toThrow(MailNotSent);
    refused.clear();
    expect(await deliver(deps, mail)).toBe('delivered');
    expect(await deliver(deps, mail)).toBe('delivered');
    expect(told.mails.map(({ to }) => to)).toEqual(TO);
  });

  it('is dropped where the alert is no longer configured, or the incident no longer kept', async () => {
    const target = { mail: TO };
    expect(await deliver(outbound(STATE, alertConfig([])).deps, { note: note('began'), target })).toBe(
      'dropped',
    );
    expect(await deliver(outbound(undefined).deps, { note: note('began'), target })).toBe('dropped');
    const gone = { ...OVER, running: { ...INCIDENT, began: '2026-04-01', back: 0 }, incidents: [] };
    expect(await deliver(outbound(gone).deps, { note: note('ended'), target })).toBe('dropped');
    const hook = { webhook: 'https://example.com/hook' };
    expect(await deliver(outbound(undefined).deps, { note: note('began'), target: hook })).toBe('dropped');
    expect(await deliver(outbound(STATE).deps, { note: note('began'), target: { lead: true } })).toBe(
      'dropped',
    );
  });
});

describe('its mail', () => {
  const mailIn = (locale: Locale, phase: 'began' | 'ended', which = 0, incident: Incident = INCIDENT) => {
    const config = alertConfig(ALERTS, { locale });
    const alert = config.alerts?.[which] as AlertConfig;
    const value = alert.watch === 'source' ? '<paid>' : '';
    return alertMail({ alert, value, incident, phase }, config, 'https://imbuto.example.com/reports');
  };

  it('says what, since when, how much, and how much was expected, in each language', () => {
    expect(mailIn('en', 'began')).toMatchObject({ subject: 'Trial: entries a day: lower than usual' });
    expect(mailIn('en', 'began').text).toContain('Since Mar 1, 2026: 2, expected about 120.');
    expect(mailIn('it', 'began').text).toContain('Dal 1 mar 2026: 2, attesi circa 120.');
    expect(mailIn('ru', 'began').subject).toBe('Проба: входов в день: ниже обычного');
  });

  it('says of an end when it was, and why', () => {
    const { subject, text } = mailIn('en', 'ended', 0, ENDED);
    expect(subject).toContain('(over)');
    expect(text).toContain('Since Mar 1, 2026: 9, expected about 300.');
    expect(text).toContain('Over since Mar 6, 2026. It is within its past again.');
    for (const why of ['newNormal', 'redefined'] as const)
      for (const locale of ['en', 'it', 'ru'] as const)
        expect(mailIn(locale, 'ended', 0, { ...ENDED, ended: { day: '2026-03-06', why } }).text).not.toBe(
          text,
        );
  });

  it('tells shares with what they are of, and escapes what a source is called', () => {
    expect(mailIn('en', 'began', 1, { ...INCIDENT, ...SHARE }).text).toContain(
      '0.5% (1 of 200), expected about 6%.',
    );
    expect(mailIn('en', 'began', 1).subject).toContain('came to Action within 7d');
    expect(mailIn('en', 'began', 2).html).toContain('&#60;paid&#62;');
  });

  it('has no colours of its own, so that it is read in dark mode too', () => {
    const { html } = mailIn('en', 'began');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).not.toMatch(/[^-]color:|background/);
    expect(html).toContain('<html lang="en">');
  });
});

function get(path: string, deps = reportDeps()) {
  const headers = {
    authorization: `Bearer ${OWNER_TOKEN}`,
    accept: path.includes('json') ? 'application/json' : 'text/html',
  };
  return reportApi(deps).api('GET', path, { headers });
}

describe('the page of all funnels', () => {
  const config = alertConfig(ALERTS);
  const figures = [
    { alert: 'entries', value: '', version: 3, state: STATE },
    {
      alert: 'sales',
      value: '',
      version: 3,
      state: QUIET,
    },
  ];
  const page = async (path: string, known: typeof figures | [] = figures) => {
    return get(path, reportDeps({ config, readFigures: async () => known }));
  };

  it('shows what is not as usual now, what was, and how much past is still missing', async () => {
    const { text } = await page('/reports');
    expect(text).toContain('Trial: entries a day: lower than usual.');
    expect(text).toContain('Since Mar 1, 2026: 9, expected about 300.');
    expect(text).toContain('Mar 5, 2026: 3, expected about 61');
    expect(text).toContain('12 of 28 days');
    expect(text).toContain('It is within its past again.');
    expect(text).not.toContain('All watched figures are as their past explains');
    expect(text).toContain('no day has been judged yet');
  });

  it('has it as data too, without addresses', async () => {
    const { text } = await page('/reports?format=json');
    const { alerts } = JSON.parse(text);
    expect(alerts).toMatchObject([
      { id: 'entries', watch: 'volume', through: '2026-03-05', incidents: [{ side: 'down', ended: null }] },
      { id: 'sales', stage: 'action', incidents: [{ ended: { why: 'back' }, of: 250 }] },
      { id: 'channels', through: null },
    ]);
    expect(text).not.toContain('owner@example.com');
  });

  it('says nothing of alerts where there are none', async () => {
    expect((await get('/reports')).text).not.toContain('id="alerts"');
    expect(JSON.parse((await get('/reports?format=json')).text)).not.toHaveProperty('alerts');
  });
});
