// The stored format: what is written today is what the fixtures hold, and what the fixtures hold is read as it was meant.
import { createHash } from 'node:crypto';
import { NoSuchKey } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import { partOf } from '../../functions/domain/funnel/cell-columns.ts';
import { type CellKey, cellKey, type Metric, type Slice } from '../../functions/domain/funnel/cells.ts';
import { define } from '../../functions/domain/funnel/funnel.ts';
import type { FunnelVersions } from '../../functions/domain/funnel-versions.ts';
import { type IdKey, idKey, linkTo, tieOf, tieRank } from '../../functions/domain/lead/identity.ts';
import { fold, type TimedTouch } from '../../functions/domain/lead/lead.ts';
import { emptyRecord, type LeadRecord } from '../../functions/domain/lead/record.ts';
import { firstSegment, moved } from '../../functions/domain/recount.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { decodeMessage } from '../../functions/queue/message.ts';
import { decodeRecount, recountQueue } from '../../functions/queue/recount-message.ts';
import { encodeBody } from '../../functions/queue/sender.ts';
import { addition, placeOf } from '../../functions/store/counters/counters.ts';
import { readCells } from '../../functions/store/counters/read-days.ts';
import {
  decodeSum,
  encodeSum,
  packed,
  packedPart,
  type SummedDay as Sum,
  sumKey,
  sumsGroup,
  TOTALS,
} from '../../functions/store/counters/summed-day.ts';
import { totalsMark } from '../../functions/store/counters/totals-mark.ts';
import { type ExportState, readExport, writeExport } from '../../functions/store/data-out/export-state.ts';
import { definitionKey } from '../../functions/store/definitions/definition-key.ts';
import {
  KnownDefinitions,
  type StoredDefinition,
  storeDefinition,
} from '../../functions/store/definitions/definitions.ts';
import {
  readSegment,
  readVersions,
  replaceVersions,
  writeSegment,
} from '../../functions/store/definitions/funnel-versions.ts';
import { type Item, readAs } from '../../functions/store/item-format.ts';
import {
  counterKey,
  countPageKey,
  eventPageKey,
  leadKey,
  tombstoneKey,
  wholePageKey,
} from '../../functions/store/keys.ts';
import { type PackedCounted, packCounted, unpackCounted } from '../../functions/store/leads/codec/counted.ts';
import { decodeHead, encodeHead, NO_PLACES, type Places } from '../../functions/store/leads/codec/head.ts';
import { pack, unpack } from '../../functions/store/leads/codec/packed.ts';
import { hashWith, readHash } from '../../functions/store/leads/lead-ids.ts';
import { assemble, layOut, NO_LAYOUT, SIZES } from '../../functions/store/leads/lead-layout.ts';
import { headOf } from '../../functions/store/leads/read-leads.ts';
import { readWalk, writeWalk } from '../../functions/store/leads/retention-walk.ts';
import { layOutWhole, partOf as partOfWhole, unpackParts } from '../../functions/store/leads/whole-pages.ts';
import { readMailMarkers, writeMailMarker } from '../../functions/store/reports/mail-markers.ts';
import { claim, confirm, readMarkers } from '../../functions/store/reports/revision-markers.ts';
import { issue, readRevision } from '../../functions/store/reports/revisions.ts';
import { parsedConfig } from '../support/configs.ts';
import { asStored, golden, inputOf, recorder, type Sent } from '../support/golden.ts';
import { DAY, event, funnel, HOUR, MONDAY } from '../support/leads.ts';
import { cellsOf, reportOf } from '../support/reports.ts';

const TABLE = 'leads';
const EMAIL: LeadId = { kind: 'email', key: 'anna@example.com' };
const USER: LeadId = { kind: 'user', key: 'u-42' };
const BROWSER: LeadId = { kind: 'anonymous', key: '7f3a' };
const OTHER: LeadId = { kind: 'anonymous', key: 'c21e' };

const TOUCH: Touch = {
  channel: 'Paid Search',
  source: 'google',
  medium: 'cpc',
  campaign: 'spring',
  term: 'funnel',
  content: 'b',
  landingPage: '/pricing',
  referrer: 'google.com',
  clickId: 'gclid',
};

/** One of each kind, with all that an event can hold. */
const EVENTS: readonly LeadEvent[] = [
  event('/pricing', MONDAY, { touch: TOUCH }),
  event('ebook', MONDAY + HOUR, {
    kind: 'form',
    received: MONDAY + HOUR + 5,
    properties: { name: 'Anna', seats: 3, newsletter: true },
    variant: 'B',
    touch: TOUCH,
  }),
  event('Order Completed', MONDAY + 2 * HOUR, {
    trusted: true,
    order: { id: 'o-1', value: { currency: 'EUR', minor: 4_990 } },
  }),
  event('Order Refunded', MONDAY + 3 * HOUR, { trusted: true, order: { id: 'o-1', refund: true } }),
  event('Order Refunded', MONDAY + 3 * HOUR + 1, {
    trusted: true,
    order: { id: 'o-1', refund: true, amount: '$4.50' },
  }),
  event('Order Updated', MONDAY + 3 * HOUR + 2, {
    order: { id: 'o-1', update: true, unread: 'value' },
    flags: { reasons: ['value-unreadable'], source: 'key:0f8b6c1e' },
  }),
  event('', MONDAY + 4 * HOUR, {
    id: 's:635d0472-352c-40a3-8220-c5eb94b57415',
    kind: 'identify',
    flags: { reasons: ['time-clamped', 'id-placeholder'], source: 'secret analytics-node' },
  }),
];
const TIMED: readonly TimedTouch[] = [
  { time: MONDAY, touch: TOUCH },
  { time: MONDAY, touch: TOUCH, trusted: true },
];
const HISTORY = { events: EVENTS, touches: TIMED };

const CORRECTED = event('ebook', MONDAY, {
  kind: 'form',
  received: MONDAY + 60_000,
  properties: { phone: '3331234567', newsletter: true },
  firstProperties: { phone: '333', newsletter: false },
});

const SEEN = event('/docs', MONDAY, {
  again: [
    { time: MONDAY, tag: 1 },
    { time: MONDAY + HOUR, tag: 0xff_ff_ff },
  ],
});

/** As many views as make an item worth deflating. */
const MANY = {
  events: Array.from({ length: 40 }, (_, n) => event(`/blog/caffè-${n}`, MONDAY + n * DAY, { touch: TOUCH })),
  touches: [],
};

/** Events whose ids leave no room in a head. */
const NOISE = Array.from({ length: 40 }, (_, n) =>
  event('Seen', MONDAY + n * DAY, { id: `p:${createHash('sha256').update(String(n)).digest('hex')}` }),
);

function cells(...lines: readonly (readonly [Metric, Slice, number])[]): ReadonlyMap<CellKey, number> {
  return new Map(lines.map(([metric, slice, n]) => [cellKey('2026-03-02', metric, slice), n]));
}

const COUNTED = new Map([
  ['trial.abc', cells(['e', '', 1], ['l0', 'channel=Direct', 1], ['v2:EUR', 'first.channel=Email', 4_990])],
  ['journey.def.2', cells(['x', '', 1], ['g1:12', '', 1])],
]);

const HEAD: LeadRecord = {
  ...emptyRecord(EMAIL),
  version: 7,
  linkedVersions: [3, 12],
  history: HISTORY,
  typed: { value: 'Anna@Example.com', time: MONDAY },
  linkedIds: [USER, BROWSER],
  claims: [
    { id: BROWSER, sort: 'secret', time: MONDAY },
    { id: OTHER, sort: 'form', time: MONDAY + 1 },
  ],
  contributions: COUNTED,
  summary: {
    since: MONDAY + HOUR,
    day: '2026-03-02',
    name: 'Anna',
    form: 'ebook',
    channel: 'Paid Search',
    campaign: 'spring',
    funnels: new Map([
      ['journey.def.2', { reached: [0, 2], stage: 0, state: MONDAY + 30 * DAY }],
      ['other.def', { reached: [0], stage: 0, state: 'lost' }],
      ['trial.abc', { reached: [0, 1, 2], stage: 2, state: 'won' }],
    ]),
  },
};
const PLACES: Places = {
  eventPages: ['2025-11', '2026-01', '2026-01.1'],
  countPages: ['2025-11'],
  versions: new Map([
    ['E#2025-11', 2],
    ['E#2026-01', 3],
    ['E#2026-01.1', 7],
    ['C#2025-11', 5],
    ['W#2025-11', 6],
  ]),
  wholePages: ['2025-11'],
  isWhole: true,
  countedUntil: '2026-01',
  leftovers: [['hash', 12]],
  tellers: [['hash of an order', 'place']],
};
const SAID = { sort: 'secret', time: MONDAY, id: 's:1', of: BROWSER } as const;

/** Heads by what is in them. */
const HEADS: Readonly<Record<string, { readonly record: LeadRecord; readonly places: Places }>> = {
  'head of an e-mail': { record: HEAD, places: PLACES },
  'head of a browser': {
    record: { ...emptyRecord(BROWSER), version: 1, link: linkTo(EMAIL, SAID) },
    places: NO_PLACES,
  },
  'head of a user id, by a link of another id': {
    record: {
      ...emptyRecord(USER),
      version: 1,
      link: linkTo(EMAIL, { ...SAID, sort: 'identify', of: OTHER }),
    },
    places: NO_PLACES,
  },
  'head of an id beyond the ceiling': {
    record: { ...emptyRecord(OTHER), version: 1, beyond: { ...SAID, tie: 513 } },
    places: NO_PLACES,
  },
  'head of a browser that an order ties': {
    record: {
      ...emptyRecord(BROWSER),
      version: 1,
      link: {
        ...tieRank({ browserAt: MONDAY, customer: { at: MONDAY + HOUR, tie: tieOf(idKey(EMAIL)) } }, BROWSER),
        to: EMAIL,
      },
    },
    places: NO_PLACES,
  },
  'head of an e-mail to which an order ties': {
    record: {
      ...emptyRecord(EMAIL),
      version: 1,
      claims: [{ id: BROWSER, sort: 'order', time: MONDAY }],
      linkedIds: [BROWSER],
    },
    places: NO_PLACES,
  },
  'head of a lead who came by a share link, and has brought another': {
    record: {
      ...emptyRecord(EMAIL),
      version: 1,
      history: {
        events: [
          event('ebook', MONDAY, {
            kind: 'form',
            touch: { channel: 'Referral', source: 'share', medium: 'referral', referredBy: 'a'.repeat(22) },
            flags: { reasons: ['referral-unreadable'], source: 'form:ebook' },
          }),
          event('Came By Referral', MONDAY, { id: `i:came:${'p'.repeat(22)}`, received: MONDAY + HOUR }),
          event('Referral Joined', MONDAY + DAY, { id: `i:joined:${'q'.repeat(22)}` }),
        ],
        touches: [{ time: MONDAY - HOUR, touch: { channel: 'Referral', referredBy: 'a'.repeat(22) } }],
      },
    },
    places: NO_PLACES,
  },
  'head of a corrected form': {
    record: { ...emptyRecord(EMAIL), version: 2, history: { events: [CORRECTED], touches: [] } },
    places: NO_PLACES,
  },
  'head of a browser that saw a path again': {
    record: { ...emptyRecord(BROWSER), version: 2, history: { events: [SEEN], touches: [] } },
    places: NO_PLACES,
  },
  'head of a contact who waits for sales': {
    record: {
      ...emptyRecord(EMAIL),
      version: 3,
      history: HISTORY,
      summary: {
        since: MONDAY,
        day: '2026-03-02',
        funnels: new Map([
          ['club.x', { reached: [0, 2], stage: 2, state: 'won', waiting: MONDAY + HOUR }],
          ['journey.y', { reached: [0, 1], stage: 1, state: MONDAY + 30 * DAY, waiting: MONDAY }],
        ]),
      },
    },
    places: NO_PLACES,
  },
  'head, compressed': { record: { ...emptyRecord(EMAIL), version: 1, history: MANY }, places: NO_PLACES },
};

const CHANNELS =
  `Direct,Paid Search,Organic Search,Paid Social,Organic Social,Referral,Email,Display,Paid Video,Organic Video,
Paid Shopping,Organic Shopping,Paid Other,Cross-network,AI Assistant,Affiliates,Audio,SMS,Mobile Push Notifications,Unassigned`.split(
    /,\s*/,
  );

const CONFIG = parsedConfig({});

describe('heads of leads', () => {
  it.each(Object.keys(HEADS))('%s', (name) => {
    const { record, places } = HEADS[name] ?? { record: HEAD, places: PLACES };
    const item = headItem(record, places);
    const stored = golden(name, item);
    expect(readAs(stored, decodeHead)).toEqual({ record, places });
    expect(asStored({ ...item, data: {} })).toEqual({ ...stored, data: {} });
    if (item.data?.B === undefined) expect(asStored(item)).toEqual(stored);
  });

  it('the mark of an erased lead, which does not say whose it is', () => {
    const mark: LeadRecord = { ...emptyRecord(EMAIL), version: 3, erasedAt: MONDAY };
    const item = headItem(mark, {
      ...NO_PLACES,
      leftovers: [['hash', 2]],
      tellers: [['hash of an order', 'place']],
    });
    expect(asStored(item)).toEqual(golden('mark of an erased lead', item));
    expect(readAs(item, decodeHead).record).toEqual({ ...mark, id: { kind: 'email', key: '' } });
    expect(JSON.stringify(item)).not.toContain('anna');
  });
});

describe('what a lead has beside its head', () => {
  /** A record of which some must lie outside its head. */
  const large: LeadRecord = {
    ...HEAD,
    history: { events: [...EVENTS, ...NOISE], touches: HISTORY.touches },
    contributions: new Map([
      ['trial.old', new Map(Array.from({ length: 420 }, (_, n) => [cellKey(dayAt(n), 'l0', ''), n + 1]))],
      ...COUNTED,
    ]),
  };

  it('pages of events and of counts', () => {
    const { head, pages } = layOut(large, NO_LAYOUT, new Map());
    const items = Object.fromEntries([['lead', { v: { N: '7' }, ...head }], ...pages]) as Record<
      string,
      Item
    >;
    expect(Object.keys(items)).toEqual(['lead', 'C#2025-01', 'E#2026-03']);
    const { lead = {}, ...stored } = golden('pages of a lead', items);
    const read = assemble(readAs(lead, decodeHead), new Map(Object.entries(stored)));
    const { events, touches } = large.history;
    expect(read.record).toEqual({ ...large, history: fold({ events: [], touches }, events) });
  });

  it('pages of a whole lead', () => {
    const parts = new Map([
      ['email:anna@example.com', { events: EVENTS, touches: HISTORY.touches }],
      ['anonymous:c21e', { events: NOISE, touches: [] }],
    ]);
    const { names, pages } = layOutWhole([], new Map(), parts, SIZES);
    const stored = golden('pages of a whole lead', Object.fromEntries(pages)) as Record<string, Item>;
    expect(asStored(Object.fromEntries(pages))).toEqual(stored);
    expect(Object.keys(stored)).toEqual(names.map(wholePageKey));
    const read = Object.values(stored).map((item) => readAs(item, ({ data }) => unpackParts(unpack(data))));
    const whole = new Map(names.map((name, at) => [name, read[at] ?? new Map()]));
    for (const [id, { events, touches }] of parts) {
      const part = partOfWhole(whole, id as IdKey);
      expect(fold({ events: [], touches: part.touches }, part.events)).toEqual(
        fold({ events: [], touches }, events),
      );
    }
  });

  it('the tombstone of an erased lead', () => {
    const item = { f: { N: '1' }, leads: { N: '1' }, counted: pack(packCounted(COUNTED)) };
    const stored = golden('tombstone', item);
    expect(asStored(item)).toEqual(stored);
    expect(unpackCounted(unpack<PackedCounted>(stored.counted))).toEqual(COUNTED);
  });

  it('keys', async () => {
    const hash = hashWith(Buffer.alloc(32, 7));
    const keys = {
      email: leadKey(hash(EMAIL)),
      user: leadKey(hash(USER)),
      anonymous: leadKey(hash(BROWSER)),
      pages: [eventPageKey('2026-01.1'), countPageKey('2026-01')],
      tombstone: tombstoneKey('t1'),
      counter: counterKey('trial.abc'),
    };
    expect(keys).toEqual(golden('keys', keys));
    const { sent, send } = recorder();
    await readHash({ client: { send }, table: TABLE }, () => new Uint8Array(32).fill(7));
    expect(asStored(sent)).toEqual(golden('key of the hash', sent));
  });
});

describe('counters', () => {
  const lines: readonly (readonly [Metric, Slice, number])[] = [
    ['e', '', 3],
    ['l1', '', 2],
    ['v2:EUR', '', 4_990],
    ...CHANNELS.flatMap((channel, n): [Metric, Slice, number][] => [
      ['l0', `channel=${channel}`, n + 1],
      ['l1', `first.channel=${channel}`, n + 100],
    ]),
    ['l0', 'channel=Own channel', 5],
    ['l0', 'form=ebook', 6],
    ['l0', 'first.form=demo', 7],
    ['l0', 'campaign=spring|sale', 8],
  ];
  const kept = cells(...lines);
  const items = new Map<string, Map<string, number>>();
  for (const [key, n] of kept) {
    const { item, attribute } = placeOf(key);
    items.set(item, (items.get(item) ?? new Map()).set(attribute, n));
  }

  const WRITING = { id: '2x1k9w0qz3', now: Date.UTC(2026, 2, 2), changes: 1 };

  it('are added to so', () => {
    const updates = [...items].map(([item, own]) => addition(TABLE, 'trial.abc', item, WRITING, 17, own));
    expect(asStored(updates)).toEqual(golden('additions to counters', updates));
  });

  it('are read so', async () => {
    const stored = golden(
      'counters',
      [...items].map(([item, own]) => ({
        pk: { S: counterKey('trial.abc') },
        sk: { S: `${item}#dfdx.1` },
        id: { S: '2x1k9w0qz3' },
        ...Object.fromEntries([...own].map(([attribute, n]) => [attribute, { N: String(n) }])),
      })),
    );
    const { send } = recorder(({ input }) => {
      const { ':from': from } = (
        input as { readonly ExpressionAttributeValues: Record<string, { readonly S: string }> }
      ).ExpressionAttributeValues;
      return {
        Items: stored.filter(({ sk }) => sk.S.startsWith(from?.S.slice(0, from.S.lastIndexOf('#')) ?? '')),
      };
    });
    const one = funnel(['/pricing', 'Trial', 'Order'], { order: 'any', by: ['campaign'] });
    const range = { from: '2026-03-01', to: '2026-03-31', breakdowns: one.by };
    const definition = define(one, 'trial.abc', new Calendar('UTC'));
    const read = await readCells({ send }, TABLE, { definition, ...range });
    for (const [key, n] of kept) expect([key, read.get(key)]).toEqual([key, n]);
  });
});

describe('the sum of a day', () => {
  const kept: Sum = {
    day: '2026-03-02',
    part: 0,
    version: 3,
    folded: [{ at: Date.UTC(2026, 2, 3), shards: ['#dfdx.1 2x1k9w0qz3', '#h9ufg.z 1d'] }],
    cells: packed([
      partOf([
        { metric: 'l0', slice: 'channel=Email', n: 300 },
        { metric: 'g1:7', slice: 'channel=Email', n: 1 },
        { metric: 'g1:9', slice: 'channel=Email', n: 2 },
        { metric: 'v1:EUR', slice: 'channel=Email', n: -4_990 },
        { metric: 'k:journey:12', slice: '', n: 5 },
      ]),
    ]),
    isFull: true,
  };

  it('is written and read so', () => {
    const group = sumsGroup('campaign');
    const item = { ...sumKey('trial.abc', group, kept.day, kept.part), ...encodeSum(kept) };
    const stored = golden('sum of a day', asStored([{ Put: { Item: item } }]));
    expect(asStored([{ Put: { Item: item } }])).toEqual(stored);
    expect(decodeSum(group, item)).toEqual(kept);
    expect(() => decodeSum(group, { ...item, f: { N: '2' } })).toThrow('C#trial.abc s#w#campaign');
    expect(() => decodeSum(group, { ...item, cells: { S: 'x' } })).toThrow('it is damaged');
    expect(sumKey('trial.abc', TOTALS, kept.day, kept.part).sk.S).toBe('t#c#2026-03-02#0000');
    expect(totalsMark('trial.abc').sk.S).toBe('t#');
  });

  it('is read as it was written before, with all numbers in halves of bytes', () => {
    const [before] = golden<readonly { readonly Put: { readonly Item: Item } }[]>(
      'sum of a day in halves of bytes',
      [],
    );
    const { cells, ...read } = decodeSum(sumsGroup('campaign'), before?.Put.Item ?? {});
    expect(cells).not.toEqual(kept.cells);
    expect(read).toEqual((({ cells: _, ...rest }) => rest)(kept));
    expect(packed([packedPart(cells)])).toEqual(kept.cells);
  });
});

describe('definitions and what is live', () => {
  it('a definition', async () => {
    const stored: StoredDefinition = {
      key: 'trial.abc',
      firstSeen: MONDAY,
      funnel: funnel(['/pricing', 'Trial', 'Order*2']),
      sources: [{ funnel: funnel(['/blog', 'Trial'], { id: 'journey' }), sources: [] }],
      timezone: 'Europe/Rome',
      matcher: 1,
    };
    const { sent, send } = recorder();
    await storeDefinition({ client: { send }, table: TABLE }, stored);
    const fixture = golden('definition', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: object }>(fixture, 0);
    const known = new KnownDefinitions({ client: recorder(() => ({ Item })), table: TABLE });
    expect(await known.read('trial.abc')).toEqual(stored);
  });

  it('the key of a definition: another is a funnel that starts anew', () => {
    const keys = CONFIG.funnels.map((one) => definitionKey(CONFIG, one));
    expect(keys).toEqual(golden('keys of definitions', keys));
  });

  const run = { id: 7, at: MONDAY, segments: 4 };

  it('what is live', async () => {
    const live: FunnelVersions = {
      version: 2,
      funnels: {
        trial: { active: 'trial.abc', pending: 'trial.def.2', latest: 2, erased: 1 },
        old: { latest: 3 },
      },
      run,
      leads: 12,
    };
    const { sent, send } = recorder();
    await replaceVersions({ client: { send }, table: TABLE }, live);
    const fixture = golden('live', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: object }>(fixture, 0);
    expect(await readVersions({ client: recorder(() => ({ Item })), table: TABLE })).toEqual(live);
  });

  it('how far a recount is', async () => {
    const first = firstSegment(run, 3, 300, MONDAY + 5);
    const page = { leads: 10, items: 30, erased: { 'trial.def.2': 1 }, next: { pk: 'L#x', sk: 'h' } };
    const segment = moved(first, page, MONDAY + 90_000);
    const { sent, send } = recorder();
    await writeSegment({ client: { send }, table: TABLE }, first);
    await writeSegment({ client: { send }, table: TABLE }, segment);
    const fixture = golden('segment of a recount', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: object }>(fixture, 1);
    expect(await readSegment({ client: recorder(() => ({ Item })), table: TABLE }, 3)).toEqual(segment);
  });
});

describe('retention', () => {
  it('how far its walk is', async () => {
    const walk = { begun: MONDAY, cursor: { pk: 'L#x', sk: 'lead' }, leads: 1_000, erased: 3 };
    const { sent, send } = recorder();
    await writeWalk({ client: { send }, table: TABLE }, walk);
    const fixture = golden('walk of the retention', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: object }>(fixture);
    expect(await readWalk({ client: recorder(() => ({ Item })), table: TABLE })).toEqual(walk);
  });
});

describe('data out', () => {
  it('how far an export is, and which one readers see', async () => {
    const state: Omit<ExportState, 'version'> = {
      period: '2026-03-01',
      shown: { place: 'a', since: MONDAY - DAY },
      left: 'b',
      running: {
        run: '0b1f6d1e-1d5c-4f0a-9f7e-2f6f3a1c5b11',
        place: 'b',
        begun: MONDAY,
        period: '2026-03-02',
        until: MONDAY + HOUR,
        cursor: { pk: 'L#x', sk: 'lead' },
        nextDay: '2026-02-01',
        cellsOf: { definitions: 'trial.abc nurture.def', asOf: MONDAY },
        leadFiles: ['5a0c1c0e-6f0e-4f4e-8d3b-0b6f7c1b2a33'],
        cellFiles: ['c3b0e0a4-7a38-4c0c-9a43-5f1f2f0d9e44'],
        leads: 1_000,
        events: 8_000,
        cells: 20_000,
      },
    };
    const { sent, send } = recorder();
    await writeExport({ client: { send }, table: TABLE }, { ...state, version: 7 });
    const fixture = golden('how far an export is', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: object }>(fixture);
    expect(await readExport({ client: recorder(() => ({ Item })), table: TABLE })).toEqual({
      ...state,
      version: 8,
    });
  });
});

describe('issued reports', () => {
  const period = { funnel: 'trial', every: 'week', from: '2026-03-02' } as const;
  const issued = {
    every: 'week',
    from: '2026-03-02',
    to: '2026-03-08',
    revision: 2,
    restates: 1,
    definition: 'trial.abc',
    asOf: '2026-03-09T00:05:00.000Z',
    entered: 12,
    final: true,
    digest: 'digest',
  } as const;

  it('the marker of a revision, claimed and issued', async () => {
    const { sent, send } = recorder();
    const markers = { client: { send } as never, table: TABLE };
    const held = { ...period, revision: 2, until: MONDAY };
    await claim(markers, held, MONDAY - 1);
    await confirm(markers, held, issued);
    const fixture = golden('marker of a revision', sent);
    expect(asStored(sent)).toEqual(fixture);
    const Items = fixture.map(({ input }) => (input as { readonly Item: object }).Item);
    const read = await readMarkers({ client: recorder(() => ({ Items })) as never, table: TABLE }, 'trial');
    expect(read).toEqual([issued]);
  });

  it('the marker of a mail, in which the recipient is a hash', async () => {
    const marker = {
      ...{ version: 2, revisions: { trial: 3, relationship: 1 }, tries: 1, until: MONDAY },
      ...{ sent: { trial: 2, relationship: 1 }, sentAt: MONDAY - DAY },
    };
    const name = { every: 'week', from: period.from, at: 480 } as const;
    const { sent, send } = recorder();
    await writeMailMarker({ client: { send } as never, table: TABLE }, name, 'owner@example.com', marker);
    const fixture = golden('marker of a mail', sent);
    expect(asStored(sent)).toEqual(fixture);
    expect(JSON.stringify(fixture)).not.toContain('owner@');
    const { Item } = inputOf<{ readonly Item: object }>(fixture, 0);
    const markers = { client: recorder(() => ({ Items: [Item] })) as never, table: TABLE };
    expect(await readMailMarkers(markers, name, ['owner@example.com'])).toEqual(
      new Map([['owner@example.com', marker]]),
    );
  });

  it('the object of a revision', async () => {
    const report = reportOf(
      cellsOf(['2026-03-02', 'l0', 3], ['2026-03-02', 'o2', 1], ['2026-03-02', 'v2:EUR', 4_990]),
    );
    const table = recorder(({ operation }) => (operation === 'Query' ? { Items: [] } : {}));
    const bucket = recorder(({ operation }) => {
      if (operation === 'GetObject') throw new NoSuchKey({ message: 'none', $metadata: {} });
      return {};
    });
    const revisions = {
      markers: { client: table as never, table: TABLE },
      s3: bucket as never,
      bucket: 'archive',
    };
    await issue(revisions, 'week', report, () => MONDAY);
    const put = bucket.sent.filter(({ operation }) => operation === 'PutObject');
    const fixture = golden('revision', put);
    expect(asStored(put)).toEqual(fixture);
    const { Body } = inputOf<{ readonly Body: string }>(fixture, 0);
    const s3 = recorder(() => ({ Body: { transformToString: async () => Body } }));
    const name = { every: 'week', from: report.from, revision: 1 } as const;
    const read = await readRevision({ s3: s3 as never, bucket: 'archive' }, 'trial', name);
    expect(read).toMatchObject({ ...report, revision: 1, every: 'week', restates: null });
  });

  it('the object of a revision, as it was written before', async () => {
    const readEarlier = async (name: string) => {
      const { Body } = inputOf<{ readonly Body: string }>(golden<readonly Sent[]>(name, []), 0);
      const s3 = recorder(() => ({ Body: { transformToString: async () => Body } }));
      const from = '2026-11-09';
      const source = { s3: s3 as never, bucket: 'archive' };
      return readRevision(source, 'trial', { every: 'week', from, revision: 1 });
    };
    const none = { median: null, p90: null, mean: null };
    for (const name of ['revision without means', 'revision with dropped']) {
      const read = await readEarlier(name);
      expect(read).toMatchObject({
        contacts: null,
        previous: { contacts: null, sameAge: null, difference: null },
      });
      expect(Object.keys(read ?? {})).not.toContain('sameAge');
      for (const stage of [...(read?.stages ?? []), ...(read?.previous.stages ?? [])])
        expect(stage).toMatchObject({ projected: null, seconds: none, secondsFromPrevious: none });
    }
    const dropped = await readEarlier('revision with dropped');
    expect(dropped?.stages.map(({ open, lost, enteredBefore }) => [open, lost, enteredBefore])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
});

describe('messages', () => {
  it('of submissions', () => {
    const all: readonly Submission[] = EVENTS.map((fact, n) => ({
      ids: { email: EMAIL.key, user: USER.key, anonymous: BROWSER.key },
      event: fact,
      ...(n === 0 ? { typed: 'Anna@Example.com', alias: [OTHER] } : {}),
    }));
    const emoji = { ids: { anonymous: 'x' }, event: event('Said 👋\uffff', MONDAY) };
    const body = encodeBody([...all, emoji]);
    expect(body).toBe(golden('message of submissions', body));
    expect(decodeMessage(golden('message of submissions', body))).toEqual([...all, emoji]);
  });

  it('of a recount', async () => {
    const { sent, send } = recorder();
    await recountQueue({ send }, 'https://queue')({ run: 7, segment: 3 }, 60);
    const fixture = golden('message of a recount', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { MessageBody } = inputOf<{ readonly MessageBody: string }>(fixture, 0);
    expect(decodeRecount(MessageBody)).toEqual({ run: 7, segment: 3 });
  });
});

describe('an item that a newer version of the code wrote, or that is damaged, is refused by its key', () => {
  const read: Readonly<Record<string, (items: readonly object[]) => Promise<unknown>>> = {
    definition: ([Item]) =>
      new KnownDefinitions({ client: recorder(() => ({ Item })), table: TABLE }).read('trial.abc'),
    live: ([Item]) => readVersions({ client: recorder(() => ({ Item })), table: TABLE }),
    'segment of a recount': ([Item]) => readSegment({ client: recorder(() => ({ Item })), table: TABLE }, 3),
    'walk of the retention': ([Item]) => readWalk({ client: recorder(() => ({ Item })), table: TABLE }),
    'marker of a revision': (Items) =>
      readMarkers({ client: recorder(() => ({ Items })) as never, table: TABLE }, 'trial'),
    'marker of a mail': (Items) => {
      const markers = { client: recorder(() => ({ Items })) as never, table: TABLE };
      return readMailMarkers(markers, { every: 'week', from: '2026-03-02', at: 480 }, ['owner@example.com']);
    },
  };

  it.each(Object.keys(read))('%s', async (name) => {
    const items = golden<Sent[]>(name, []).map(({ input }) => (input as { readonly Item: object }).Item);
    const newer = items.map((item) => ({ ...item, f: { N: '2' } }));
    await expect(read[name]?.(newer)).rejects.toThrow(
      /^\S+ \S+: it is of format 2, this code reads format 1$/,
    );
    const damaged = items.map((item) =>
      Object.fromEntries(
        Object.entries(item).map(([key, value]) => [
          key,
          /^(pk|sk|f|digest)$/.test(key) ? value : { S: 'x' },
        ]),
      ),
    );
    await expect(read[name]?.(damaged)).rejects.toThrow(/^\S+ \S+: its attribute \w+ is /);
  });

  it('a counter of a channel that only newer code knows', async () => {
    const key = { pk: { S: 'C#trial.abc' }, sk: { S: 'c#2026-03-02#1' } };
    const Items = [{ ...key, id: { S: '1d' }, 'l0|0zz': { N: '1' } }];
    const definition = define(funnel(['/pricing']), 'trial.abc', new Calendar('UTC'));
    const range = { definition, from: '2026-03-01', to: '2026-03-31', breakdowns: [] };
    await expect(
      readCells(
        recorder(({ input }) => (JSON.stringify(input).includes('s#') ? {} : { Items })),
        TABLE,
        range,
      ),
    ).rejects.toThrow('a counter of 0zz is unknown to this code');
  });

  it('an event, an id or a touch that only newer code knows', () => {
    const key = { pk: { S: 'L#x' }, sk: { S: 'lead' }, f: { N: '1' }, v: { N: '1' } };
    const head = (more: object) => () => headOf({ ...key, id: { S: 'email:x' }, ...more });
    const holds = (value: object) => ({ data: { S: JSON.stringify(value) } });
    expect(head(holds({ events: [['sms', '/', 'p:1', 0, 0]] }))).toThrow(
      'L#x lead: the event kind "sms" is unknown to this code',
    );
    expect(head(holds({ touched: [[0, 3]] }))).toThrow('L#x lead: touch 3 is unknown to this code');
    expect(head({ id: { S: 'phone:1' } })).toThrow('L#x lead: the id kind "phone" is unknown to this code');
    expect(() => headOf(key)).toThrow('L#x lead: it does not say which id it is of');
    expect(head({ f: { N: '2' } })).toThrow('L#x lead: it is of format 2, this code reads format 1');
    expect(head({ data: { S: '{' } })).toThrow('L#x lead: it is damaged');
  });
});

function headItem(record: LeadRecord, places: Places): Item {
  return { v: { N: String(record.version) }, ...encodeHead(record, places) };
}

function dayAt(n: number): string {
  return new Date(Date.UTC(2025, 0, 1) + n * DAY).toISOString().slice(0, 10);
}
