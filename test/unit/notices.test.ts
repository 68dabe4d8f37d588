// Notices by mail: each submission by itself, once to each recipient, and what is too many in one mail.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { readFilter } from '../../functions/domain/summary/list-filter.ts';
import { mailDigest, mailNotice, type NotifyDeps } from '../../functions/outbound/notify.ts';
import { type Mail, MailNotSent } from '../../functions/runtime/mail.ts';
import type { Decision } from '../../functions/store/outbox/notices.ts';
import type { Note } from '../../functions/store/outbox/outbox.ts';
import { smallConfig } from '../support/configs.ts';

const TO = ['sales@example.com', 'ops@example.com'];
const TIME = Date.UTC(2026, 2, 2, 9);
const { form, config: small } = smallConfig();
const config = parseConfig({
  ...small,
  mail: { from: 'hello@example.com', digestAbove: 2 },
  forms: [{ ...form, notify: TO }],
});
const FORM = config.forms[0]?.id ?? '';
const HOUR = '2026-03-02T09';

function world() {
  const mails: Mail[] = [];
  const digests: object[] = [];
  const markers = new Set<string>();
  const decisions = new Map<string, Decision>();
  const left = new Set<string>();
  let [counted, isArmed, mailed] = [0, false, 0];
  const hooks = {
    beforeMail: async (_mail: Mail): Promise<void> => {},
    afterCount: async (): Promise<void> => {},
    refuses: '',
    now: TIME,
  };
  const deps: NotifyDeps = {
    config,
    apiUrl: 'https://imbuto.example.com',
    send: async (mail) => {
      await hooks.beforeMail(mail);
      if (mail.to === hooks.refuses) return { outcome: 'refused', error: new MailNotSent('MessageRejected') };
      mails.push(mail);
      return { outcome: 'sent' };
    },
    hasMarker: async (id, what) => markers.has(`${id} ${what}`),
    writeMarker: async (id, what) => void markers.add(`${id} ${what}`),
    readDecision: async (id) => decisions.get(id),
    decide: async (id, decision) => {
      if (!decisions.has(id)) decisions.set(id, decision);
      return decisions.get(id) ?? decision;
    },
    countInHour: async () => {
      counted += 1;
      const own = counted;
      await hooks.afterCount();
      return own;
    },
    leaveToDigest: async (_of, hour, id) => void left.add(`${hour} ${id}`),
    countLeft: async (_of, hour) => [...left].filter((one) => one.startsWith(hour)).length,
    readHour: async () => ({ isArmed, mailed }),
    noteArmed: async (_of, _hour, is) => {
      isArmed = is;
    },
    noteMailed: async (_of, _hour, count) => {
      mailed = count;
    },
    sendDigest: async (digest) => void digests.push(digest),
    now: () => hooks.now,
  };
  const tell = (id: string, isReplay = false) => {
    const note: Note = { id, kind: 'form', lead: 'record', time: TIME, form: FORM };
    const event: LeadEvent = {
      id,
      time: TIME,
      received: TIME,
      kind: 'form',
      name: FORM,
      trusted: false,
      properties: { message: 'Please call me' },
    };
    return mailNotice(deps, {
      note,
      to: TO,
      isReplay,
      message: { kind: 'form', record: { kind: 'email', key: 'anna@example.com' }, event },
      lead: {
        id: 'p',
        record: 'record',
        email: 'anna@example.com',
        url: 'https://imbuto.example.com/leads/p',
      },
    });
  };
  const digest = () => mailDigest(deps, { form: FORM, hour: HOUR });
  return { mails, digests, hooks, tell, digest };
}

describe('a notice', () => {
  it('goes to each recipient once, however often it is tried', async () => {
    const { mails, tell } = world();
    await tell('msg_1');
    await tell('msg_1');
    expect(mails.map(({ to }) => to)).toEqual(TO);
    expect(mails[0]?.text).toContain('Please call me');
    expect(mails[0]?.replyTo).toBe('anna@example.com');
  });

  it('that one recipient did not get is tried again for that one alone, and counts once', async () => {
    const { mails, digests, hooks, tell } = world();
    hooks.refuses = TO[1] ?? '';
    for (let n = 0; n < 3; n++) await expect(tell('msg_1')).rejects.toThrow(MailNotSent);
    hooks.refuses = '';
    await tell('msg_1');
    expect(mails.map(({ to }) => to)).toEqual(TO);
    expect(digests).toEqual([]);
  });

  it('is mailed again where it is told again, and spends nothing of the hour', async () => {
    const { mails, digests, tell } = world();
    await tell('msg_1');
    for (let n = 0; n < 3; n++) await tell('msg_1', true);
    expect(mails).toHaveLength(8);
    expect(digests).toEqual([]);
  });
});

describe('a flood', () => {
  it('is one mail for what is beyond the limit, which says how many', async () => {
    const { mails, digests, tell, digest } = world();
    for (let n = 1; n <= 50; n++) await tell(`msg_${n}`);
    expect(mails).toHaveLength(4);
    expect(digests).toEqual([{ form: FORM, hour: HOUR }]);
    expect(await digest()).toBe('delivered');
    expect(mails).toHaveLength(6);
    expect(mails.at(-1)?.subject).toContain('48 more in the hour from 2026-03-02 09:00 UTC');
    expect(await digest()).toBe('dropped');
  });

  it('leads to the new contacts of the form on the local days of the hour, and to all', async () => {
    const { mails, tell, digest } = world();
    for (let n = 1; n <= 5; n++) await tell(`msg_${n}`);
    await digest();
    const { text = '', html = '' } = mails.at(-1) ?? {};
    const list = `https://imbuto.example.com/leads`;
    const narrowed = `${list}?form=${FORM}&from=2026-03-02&to=2026-03-02`;
    expect(text).toContain(`: ${narrowed}\n`);
    expect(text.endsWith(`: ${list}`)).toBe(true);
    expect(html.replace(/&#38;|&amp;/g, '&')).toContain(`href="${narrowed}"`);
    const { searchParams } = new URL(narrowed);
    expect(readFilter(searchParams, [])).toMatchObject({ ok: true, filter: { form: FORM } });
  });

  it('leaves nothing out that comes while the digest is mailed', async () => {
    const { mails, digests, hooks, tell, digest } = world();
    for (let n = 1; n <= 5; n++) await tell(`msg_${n}`);
    hooks.beforeMail = async () => {
      hooks.beforeMail = async () => {};
      await tell('msg_late');
    };
    await digest();
    expect(digests).toHaveLength(2);
    expect(await digest()).toBe('delivered');
    // Of the hour so far: a digest that comes twice says nothing wrong.
    expect(mails.at(-1)?.subject).toContain(' 4 more');
  });

  it('accounts for each where many are counted at once', async () => {
    const { mails, hooks, tell, digest } = world();
    hooks.afterCount = () => new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all(Array.from({ length: 20 }, (_, n) => tell(`msg_${n}`)));
    expect(mails).toHaveLength(2 * TO.length);
    await digest();
    expect(mails.at(-1)?.subject).toContain(' 18 more');
  });

  it('accounts for each once where a try ends between its steps, and the next is in another hour', async () => {
    const { mails, hooks, tell, digest } = world();
    for (let n = 1; n <= 2; n++) await tell(`msg_${n}`);
    hooks.afterCount = async () => {
      hooks.afterCount = async () => {};
      throw new Error('the process ended');
    };
    await expect(tell('msg_3')).rejects.toThrow('the process ended');
    await tell('msg_3');
    await tell('msg_4');
    hooks.now = TIME + 3_600_000;
    await tell('msg_3');
    await tell('msg_4');
    await digest();
    expect(mails.at(-1)?.subject).toContain(' 2 more');
  });

  it('that is delivered to two at once is decided once', async () => {
    const { mails, hooks, tell, digest } = world();
    await tell('msg_1');
    hooks.afterCount = () => new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([tell('msg_2'), tell('msg_2')]);
    expect(await digest()).toBe('dropped');
    expect(new Set(mails.slice(2).map(({ to }) => to))).toEqual(new Set(TO));
  });
});
