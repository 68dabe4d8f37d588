import { describe, expect, it } from 'vitest';
import { advance } from '../../functions/domain/advance.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { defineAll } from '../../functions/domain/funnel/funnel.ts';
import { type IdKey, idKey } from '../../functions/domain/lead/identity.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import { isTelling, targetsOf, tellingOf } from '../../functions/domain/tell/targets.ts';
import { noteOf, outboxItems } from '../../functions/store/outbox/outbox.ts';
import { smallConfig } from '../support/configs.ts';

const testConfig = parseConfig(smallConfig().config);

const DAY = 86_400_000;
const FUNNELS: readonly FunnelConfig[] = [
  {
    id: 'trial',
    kind: 'sales',
    order: 'reached',
    windowMs: 30 * DAY,
    by: [],
    stages: [
      { id: 'interest', on: [{ form: 'ebook', times: 1 }] },
      { id: 'decision', on: [{ event: 'Trial', times: 1 }] },
      { id: 'action', on: [{ event: 'Order', times: 1 }] },
    ],
    handOff: { at: 'decision', to: 'care' },
  },
];
const DEFINITIONS = defineAll(FUNNELS, ({ id }) => id, new Calendar('UTC'));
const TELLING = { definitions: DEFINITIONS, events: true };

function event(id: string, kind: LeadEvent['kind'], name: string, day: number, more = {}): LeadEvent {
  return { id, kind, name, time: day * DAY, received: 100 * DAY, trusted: false, ...more };
}

function applied(records: ReadonlyMap<IdKey, LeadRecord>, ...said: readonly Submission[]) {
  const changes = advance(records, said, DEFINITIONS, undefined, TELLING);
  const next = new Map(records);
  for (const { steps } of changes)
    for (const { write } of steps) next.set(idKey(write.id), { ...write, version: write.version + 1 });
  const messages = changes.flatMap(({ tells }) => tells?.messages ?? []);
  return { records: next, told: messages.map(({ kind, to = '', event: { id } }) => `${kind} ${to} ${id}`) };
}

const FORM: Submission = { ids: { email: 'a@example.com' }, event: event('f:1', 'form', 'ebook', 1) };
const TRIAL: Submission = { ids: { anonymous: 'x' }, event: event('p:2', 'event', 'Trial', 2) };
const ORDER: Submission = {
  ids: { anonymous: 'x' },
  event: event('p:3', 'event', 'Order', 3, { order: { id: 'o1', value: { currency: 'EUR', minor: 100 } } }),
};
const LINK: Submission = {
  ids: { email: 'a@example.com', anonymous: 'x' },
  event: event('p:4', 'identify', '', 4),
};

describe('what is told of a change', () => {
  it('is the form and the stage that it fills, once', () => {
    const first = applied(new Map(), FORM);
    expect(first.told).toEqual(['form  f:1', 'stage interest f:1']);
    expect(applied(first.records, FORM).told).toEqual([]);
  });

  it('is an order, a hand-off with the event of its stage, and no stage that is merely implied', () => {
    const { told } = applied(new Map(), ORDER);
    expect(told).toEqual(['order  p:3', 'stage action p:3']);
    expect(applied(new Map(), TRIAL).told).toEqual(['stage decision p:2', 'handOff care p:2']);
  });

  it('is nothing of the past that a server brings along, and what a browser calls the past', () => {
    const said = ({ ids, event: of }: Submission, more: object): Submission => ({
      ids,
      event: { ...of, ...more },
    });
    const past = applied(new Map(), said(FORM, { id: 's:past:1', trusted: true }), LINK);
    expect(past.told).toEqual([]);
    expect(applied(past.records, TRIAL).told).toEqual(['stage decision p:2', 'handOff care p:2']);
    expect(applied(new Map(), said(FORM, { id: 'p:past:1' })).told).toEqual([
      'form  p:past:1',
      'stage interest p:past:1',
    ]);
  });

  it('is not what was true of either lead before they became one', () => {
    const one = applied(new Map(), FORM);
    const both = applied(one.records, TRIAL, ORDER);
    expect(applied(both.records, LINK).told).toEqual([]);
  });

  it('is nothing where nothing is to be told', () => {
    const [change] = advance(new Map(), [FORM], DEFINITIONS);
    expect(change?.tells).toBeUndefined();
  });
});

describe('the id of a message', () => {
  const hashOf = ({ kind, key }: { kind: string; key: string }): string => `${kind} ${key}`;
  const message = { kind: 'stage', record: { kind: 'email', key: 'a' }, funnel: 'trial', to: 'x' } as const;

  it('is of what it is of, whenever and however it is told', () => {
    const id = noteOf(hashOf, { ...message, event: FORM.event }).id;
    expect(id).toMatch(/^msg_[\w-]{27}$/);
    expect(noteOf(hashOf, { ...message, event: { ...FORM.event, received: 5, time: 7 } }).id).toBe(id);
    expect(noteOf(hashOf, { ...message, event: FORM.event, to: 'y' }).id).not.toBe(id);
    expect(
      noteOf(hashOf, { ...message, record: { kind: 'email', key: 'b' }, event: FORM.event }).id,
    ).not.toBe(id);
  });

  it('an order has one for its copies with the same key, a refund one of its own', () => {
    const order = { kind: 'order', record: { kind: 'email', key: 'a' } } as const;
    const { id } = noteOf(hashOf, { ...order, event: ORDER.event });
    expect(noteOf(hashOf, { ...order, event: { ...ORDER.event, id: 's:9' } }).id).toBe(id);
    const refund = { ...ORDER.event, id: 's:9', order: { id: 'o1', refund: true as const } };
    expect(noteOf(hashOf, { ...order, event: refund }).id).not.toBe(id);
  });

  it('many notes lie in several items, of names that are theirs', () => {
    const note = noteOf(hashOf, { ...message, event: FORM.event });
    const many = Array.from({ length: 1_200 }, (_, n) => ({ ...note, id: `msg_${n}` }));
    const items = outboxItems(many, 5);
    expect(items.map(({ notes }) => notes.length)).toEqual([500, 500, 200]);
    expect(outboxItems(many, 5)).toEqual(items);
    expect(new Set(items.map(({ pk, sk }) => pk + sk)).size).toBe(3);
  });
});

describe('where it goes', () => {
  const config = {
    ...testConfig,
    funnels: FUNNELS,
    webhooks: [
      { url: 'https://a.example', on: ['form', 'stage'] as const, funnels: ['trial'], secret: 'a' },
      { url: 'https://b.example', on: ['stage', 'erased'] as const, funnels: ['other'], secret: 'b' },
    ],
    forms: testConfig.forms.map((form) => ({ ...form, notify: ['sales@example.com'] })),
  };

  it('is every webhook that asks for it, and the people of the form', () => {
    const [form] = config.forms;
    expect(targetsOf(config, { kind: 'stage', funnel: 'trial' })).toEqual([{ webhook: 'https://a.example' }]);
    expect(targetsOf(config, { kind: 'form', form: form?.id ?? '' })).toEqual([
      { webhook: 'https://a.example' },
      { mail: ['sales@example.com'] },
    ]);
    expect(targetsOf(config, { kind: 'erased' })).toEqual([{ webhook: 'https://b.example' }]);
  });

  it('nothing is looked for where nobody is to be told, and only what somebody asks for else', () => {
    expect(isTelling(testConfig)).toBe(false);
    expect(tellingOf(testConfig, DEFINITIONS)).toBeUndefined();
    expect(tellingOf(config, DEFINITIONS)).toEqual({ definitions: DEFINITIONS, events: true });
    const erasedOnly = {
      ...testConfig,
      webhooks: [{ url: 'https://a', on: ['erased'] as const, secret: 'a' }],
    };
    expect(tellingOf(erasedOnly, DEFINITIONS)).toEqual({ definitions: [], events: false });
  });
});
