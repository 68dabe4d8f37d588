// What a configuration becomes: defaults by kind, durations in numbers, nothing that was not said.
import { describe, expect, it } from 'vitest';
import { windowLabel } from '../../functions/domain/config/duration.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { smallConfig } from '../support/configs.ts';

const DAY_MS = 86_400_000;

describe('the smallest configuration', () => {
  it('gets every default', () => {
    const { form, funnel } = smallConfig();
    expect(parseConfig({ forms: [form], funnels: [funnel] })).toEqual({
      timezone: 'UTC',
      locale: 'en',
      freshnessSeconds: 5,
      forms: [
        {
          id: 'ebook',
          title: 'ebook',
          fields: [{ name: 'email', type: 'email', required: true, maxLength: 254 }],
          thanks: '/thanks',
          doubleOptIn: false,
        },
      ],
      funnels: [
        {
          id: 'trial',
          kind: 'sales',
          order: 'reached',
          windowMs: 30 * DAY_MS,
          by: [],
          stages: [
            { id: 'interest', on: [{ form: 'ebook', times: 1 }] },
            { id: 'action', on: [{ event: 'Order Completed', times: 1 }] },
          ],
        },
      ],
      reports: [],
    });
  });

  it('needs no forms: events alone fill funnels', () => {
    const stages = [
      { id: 'a', on: [{ page: '/' }] },
      { id: 'b', on: [{ event: 'Signed Up' }] },
    ];
    expect(parseConfig({ funnels: [{ id: 'x', kind: 'sales', stages }] }).forms).toEqual([]);
  });
});

describe('defaults by kind', () => {
  it('give a marketing funnel any order and a year', () => {
    const { form, funnel } = smallConfig();
    const [parsed] = parseConfig({ forms: [form], funnels: [{ ...funnel, kind: 'marketing' }] }).funnels;
    expect(parsed).toMatchObject({ order: 'any', windowMs: 365 * DAY_MS });
  });

  it('give way to what is said', () => {
    const { form, funnel } = smallConfig();
    const said = { ...funnel, order: 'strict', window: '12h' };
    const [parsed] = parseConfig({ forms: [form], funnels: [said] }).funnels;
    expect(parsed).toMatchObject({ order: 'strict', windowMs: DAY_MS / 2 });
  });
});

describe('fields', () => {
  const fieldsOf = (...fields: readonly object[]) => {
    const { form, funnel } = smallConfig();
    const all = [{ name: 'email', type: 'email' }, ...fields];
    return parseConfig({ forms: [{ ...form, fields: all }], funnels: [funnel] }).forms[0]?.fields;
  };

  it('are required only where they say so, the e-mail always', () => {
    expect(fieldsOf({ name: 'name', type: 'text' })?.map(({ required }) => required)).toEqual([true, false]);
  });

  it.each([
    ['text', 200],
    ['textarea', 5000],
    ['tel', 40],
    ['hidden', 500],
  ])('of type %s take %d characters', (type, maxLength) => {
    expect(fieldsOf({ name: 'a', type })?.[1]).toMatchObject({ maxLength });
  });

  it('of type select take values alone or with labels', () => {
    const options = ['s', { value: 'm' }, { value: 'l', label: { it: 'Grande' } }];
    expect(fieldsOf({ name: 'size', type: 'select', options })?.[1]).toEqual({
      name: 'size',
      type: 'select',
      required: false,
      options: [{ value: 's' }, { value: 'm' }, { value: 'l', label: { it: 'Grande' } }],
    });
  });

  it('of type number keep a limit of zero', () => {
    expect(fieldsOf({ name: 'n', type: 'number', min: -0 })?.[1]).toEqual({
      name: 'n',
      type: 'number',
      required: false,
      min: 0,
    });
  });

  it('of type consent keep text and version', () => {
    const consent = { name: 'newsletter', type: 'consent', text: { en: 'Yes' }, version: '2026-01' };
    expect(fieldsOf(consent)?.[1]).toEqual({ ...consent, required: false });
  });
});

describe('what is written in several ways', () => {
  it.each([
    ['europe/rome', 'Europe/Rome'],
    ['Europe/Rome', 'Europe/Rome'],
    ['utc', 'UTC'],
  ])('the time zone %s is %s', (timezone, canonical) => {
    expect(parseConfig({ ...smallConfig().config, timezone }).timezone).toBe(canonical);
  });

  it.each([
    ['0s', 0],
    ['300s', 300],
    ['5m', 300],
  ])('a freshness of %s is %d seconds', (freshness, seconds) => {
    expect(parseConfig({ ...smallConfig().config, freshness }).freshnessSeconds).toBe(seconds);
  });

  it.each([
    ['90d', 90],
    ['8w', 56],
    ['18m', 540],
    ['3y', 1095],
  ])('a retention of %s is %d days', (retention, days) => {
    expect(parseConfig({ ...smallConfig().config, retention }).retentionDays).toBe(days);
  });

  it.each([
    ['1h', '1h'],
    ['1m', '1m'],
    ['90m', '90m'],
    ['120m', '2h'],
    ['36h', '36h'],
    ['48h', '2d'],
    ['2w', '14d'],
    ['1y', '365d'],
  ])('a window of %s is shown as %s', (window, label) => {
    const { form, funnel } = smallConfig();
    const [parsed] = parseConfig({ forms: [form], funnels: [{ ...funnel, window }] }).funnels;
    expect(windowLabel(parsed?.windowMs ?? 0)).toBe(label);
  });

  it('origins are as browsers send them, each once', () => {
    const { form, funnel } = smallConfig();
    const origins = [
      'https://Example.com',
      'https://example.com:443',
      'http://localhost:3000',
      'https://caffè.example',
    ];
    const [parsed] = parseConfig({ forms: [{ ...form, origins }], funnels: [funnel] }).forms;
    expect(parsed?.origins).toEqual([
      'https://example.com',
      'http://localhost:3000',
      'https://xn--caff-8oa.example',
    ]);
  });

  it('no origins at all is not the same as leaving them out', () => {
    const { form, funnel } = smallConfig();
    const [none] = parseConfig({ forms: [{ ...form, origins: [] }], funnels: [funnel] }).forms;
    expect(none?.origins).toEqual([]);
  });

  it('a page is in the Unicode form in which page events come', () => {
    const stages = [
      { id: 'a', on: [{ page: '/caffe\u0300' }] },
      { id: 'b', on: [{ event: 'x', where: {} }] },
    ];
    const [parsed] = parseConfig({ funnels: [{ id: 'x', kind: 'sales', stages }] }).funnels;
    expect(parsed?.stages[0]?.on).toEqual([{ page: '/caff\u00e8' }]);
    expect(parsed?.stages[1]?.on).toEqual([{ event: 'x', times: 1 }]);
  });

  it('a report without funnels is of all of them', () => {
    const reports = [{ every: 'month' }];
    expect(parseConfig({ ...smallConfig().config, reports }).reports).toEqual([
      { every: 'month', funnels: ['trial'], to: [] },
    ]);
  });
});

it('everything that can be said is kept', () => {
  const { form: small } = smallConfig();
  const asked = ['plan', 'seats', 'paid'].map((name) => ({ name, type: 'hidden' }));
  const form = { ...small, fields: [...small.fields, ...asked] };
  const stages = [
    { id: 'a', label: 'A', on: [{ form: 'ebook', times: 3, where: { plan: 'pro', seats: 5, paid: true } }] },
    { id: 'b', on: [{ event: 'x', from: 'server' }] },
  ];
  const funnel = {
    id: 'one',
    label: { en: 'One' },
    kind: 'sales',
    by: ['first.variant', 'channel'],
    stages,
    handOff: { at: 'b', to: 'two' },
  };
  const input = {
    $schema: './funnels.schema.json',
    timezone: 'Asia/Tokyo',
    locale: 'ru',
    forms: [
      {
        ...form,
        title: { it: 'Libro' },
        thanks: 'https://example.com/a?b#c',
        doubleOptIn: true,
        delivers: 'La guida più bella.pdf',
      },
    ],
    funnels: [funnel, { id: 'two', kind: 'sales', stages: [{ id: 'a', on: [] }, stages[1]] }],
    reports: [{ every: 'day', funnels: ['two'], to: ['owner@example.com'] }],
    mail: { from: 'hello@example.com' },
    retention: '1y',
  };
  const parsed = parseConfig(input);
  expect(parsed).toMatchObject({
    timezone: 'Asia/Tokyo',
    locale: 'ru',
    forms: [
      {
        title: { it: 'Libro' },
        thanks: 'https://example.com/a?b#c',
        doubleOptIn: true,
        delivers: 'La guida più bella.pdf',
      },
    ],
    funnels: [
      {
        label: { en: 'One' },
        by: ['first.variant', 'channel'],
        stages: [{ label: 'A', on: stages[0]?.on }, { on: [{ event: 'x', from: 'server', times: 1 }] }],
        handOff: { at: 'b', to: 'two' },
      },
      { stages: [{ on: [] }, {}] },
    ],
    reports: input.reports,
    mail: input.mail,
    retentionDays: 365,
  });
  expect(parsed).not.toHaveProperty('$schema');
});
