// The stored format: what is written today is what the fixtures hold, and what the fixtures hold is read as it was meant.
import { NoSuchKey } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { LeadEvent, LeadId, Submission } from '../../functions/domain/event/event.ts';
import { type CellKey, cellKey, type Metric, type Slice } from '../../functions/domain/funnel/cells.ts';
import { define } from '../../functions/domain/funnel/funnel.ts';
import { linkTo } from '../../functions/domain/lead/identity.ts';
import { emptyRecord, type LeadRecord } from '../../functions/domain/lead/record.ts';
import type { Live } from '../../functions/domain/live.ts';
import { firstSegment, moved } from '../../functions/domain/recount.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { decodeMessage } from '../../functions/queue/message.ts';
import { decodeRecount, recountQueue } from '../../functions/queue/recount-message.ts';
import { encodeBody } from '../../functions/queue/sender.ts';
import { addition, placeOf, readCells } from '../../functions/store/counters.ts';
import { definitionKey } from '../../functions/store/definition-key.ts';
import {
  KnownDefinitions,
  type StoredDefinition,
  storeDefinition,
} from '../../functions/store/definitions.ts';
import { counterKey, leadKey, pageKey, partKey, tombstoneKey } from '../../functions/store/keys.ts';
import {
  decodeCells,
  decodeCounted,
  encodeCells,
  encodeCounted,
} from '../../functions/store/lead-codec/counted.ts';
import { decodePage, encodePage } from '../../functions/store/lead-codec/entries.ts';
import { decodeHead, encodeHead, NO_PLACES } from '../../functions/store/lead-codec/head.ts';
import { hashWith, readHash } from '../../functions/store/lead-ids.ts';
import { readLive, readSegment, replaceLive, writeSegment } from '../../functions/store/live.ts';
import { readMailMarkers, writeMailMarker } from '../../functions/store/mail-markers.ts';
import { claim, confirm, readMarkers } from '../../functions/store/revision-markers.ts';
import { issue, readRevision } from '../../functions/store/revisions.ts';
import { asStored, golden, inputOf, recorder, type Sent } from '../support/golden.ts';
import { DAY, event, funnel, HOUR, MONDAY } from '../support/leads.ts';
import { cellsOf, reportOf } from '../support/reports.ts';
import { configWith } from '../support/synthesised.ts';

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
  event('', MONDAY + 4 * HOUR, { kind: 'identify', clamped: true }),
];
const TRAIL = { events: EVENTS, touches: [{ time: MONDAY, touch: TOUCH }] };

/** As many views as make an item worth deflating. */
const MANY = {
  events: Array.from({ length: 40 }, (_, n) => event(`/blog/caffè-${n}`, MONDAY + n * DAY, { touch: TOUCH })),
  touches: [],
};

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
  versions: [3, 12],
  trail: TRAIL,
  typed: { value: 'Anna@Example.com', time: MONDAY },
  members: [USER, BROWSER],
  claims: [
    { id: BROWSER, trusted: true, time: MONDAY },
    { id: OTHER, trusted: false, time: MONDAY + 1 },
  ],
  counted: COUNTED,
};
const PLACES = { generation: 1, pages: 2, parts: ['trial.abc#2026-01'], leftovers: ['hash'] };
const SAID = { trusted: true, time: MONDAY, id: 's:1', of: BROWSER };

/** Heads by what is in them. */
const HEADS: Readonly<Record<string, { readonly record: LeadRecord; readonly places: typeof NO_PLACES }>> = {
  'head of an e-mail': { record: HEAD, places: PLACES },
  'head of a browser': {
    record: { ...emptyRecord(BROWSER), version: 1, link: linkTo(EMAIL, SAID) },
    places: NO_PLACES,
  },
  'head of a user id, by a link of another id': {
    record: { ...emptyRecord(USER), version: 1, link: linkTo(EMAIL, { ...SAID, trusted: false, of: OTHER }) },
    places: NO_PLACES,
  },
  'head of an id beyond the ceiling': {
    record: { ...emptyRecord(OTHER), version: 1, beyond: { ...SAID, tie: 513 } },
    places: NO_PLACES,
  },
  'head, deflated': { record: { ...emptyRecord(EMAIL), version: 1, trail: MANY }, places: NO_PLACES },
};

const CHANNELS =
  `Direct,Paid Search,Organic Search,Paid Social,Organic Social,Referral,Email,Display,Paid Video,Organic Video,
Paid Shopping,Organic Shopping,Paid Other,Cross-network,AI Assistant,Affiliates,Audio,SMS,Mobile Push Notifications,Unassigned`.split(
    /,\s*/,
  );

const CONFIG = configWith({});

describe('heads of leads', () => {
  it.each(Object.keys(HEADS))('%s', (name) => {
    const { record, places } = HEADS[name] ?? { record: HEAD, places: PLACES };
    const bytes = encodeHead(record, places);
    const stored = golden(name, bytes);
    expect(decodeHead(stored, record.version)).toEqual({ record, places });
    expect(bytes[0]).toBe(stored[0]);
    if (bytes.length < 984) expect(asStored(bytes)).toEqual(stored);
  });

  it('the mark of an erased lead, which does not say whose it is', () => {
    const mark: LeadRecord = { ...emptyRecord(EMAIL), version: 3, gone: MONDAY };
    const bytes = encodeHead(mark, { ...NO_PLACES, generation: 2 });
    expect(asStored(bytes)).toEqual(golden('mark of an erased lead', bytes));
    expect(decodeHead(bytes, 3).record).toEqual({ ...mark, id: { kind: 'email', key: '' } });
  });
});

describe('what a lead has beside its head', () => {
  it('a page, plain', () => {
    const bytes = encodePage(TRAIL);
    const stored = golden('page', bytes);
    expect(decodePage(stored)).toEqual(TRAIL);
    expect(asStored(bytes)).toEqual(stored);
  });

  it('a page, deflated', () => {
    expect(decodePage(golden('page, deflated', encodePage(MANY)))).toEqual(MANY);
  });

  it('a part of what it has counted, and the tombstone of an erased lead', () => {
    const part = COUNTED.get('trial.abc') ?? new Map();
    expect(asStored(encodeCells(part))).toEqual(golden('part of what is counted', encodeCells(part)));
    expect(decodeCells(golden('part of what is counted', encodeCells(part)))).toEqual(part);
    expect(asStored(encodeCounted(COUNTED))).toEqual(golden('tombstone', encodeCounted(COUNTED)));
    expect(decodeCounted(golden('tombstone', encodeCounted(COUNTED)))).toEqual(COUNTED);
  });

  it('keys', async () => {
    const hash = hashWith(Buffer.alloc(32, 7));
    const keys = {
      email: leadKey(hash(EMAIL)),
      user: leadKey(hash(USER)),
      anonymous: leadKey(hash(BROWSER)),
      pages: [pageKey(0, 3), pageKey(2, 12)],
      parts: [partKey(0, 'trial.abc#2026-01'), partKey(2, 'trial.abc#2026-01')],
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
    const { group, attribute } = placeOf(key);
    items.set(group, (items.get(group) ?? new Map()).set(attribute, n));
  }

  it('are added to so', () => {
    const updates = [...items].map(([group, own]) =>
      addition(TABLE, 'trial.abc', 17, { day: '2026-03-02', group }, own),
    );
    expect(asStored(updates)).toEqual(golden('additions to counters', updates));
  });

  it('are read so', async () => {
    const stored = golden(
      'counters',
      [...items].map(([group, own]) => ({
        pk: { S: counterKey('trial.abc') },
        sk: { S: `${group}#2026-03-02#17` },
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

describe('definitions and what is live', () => {
  it('a definition', async () => {
    const stored: StoredDefinition = {
      key: 'trial.abc',
      firstSeen: MONDAY,
      funnel: funnel(['/pricing', 'Trial', 'Order*2']),
      givers: [{ funnel: funnel(['/blog', 'Trial'], { id: 'journey' }), givers: [] }],
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
    const live: Live = {
      version: 2,
      funnels: {
        trial: { serving: 'trial.abc', counting: 'trial.def.2', epochs: 2, erased: 1 },
        old: { epochs: 3 },
      },
      run,
      leads: 12,
    };
    const { sent, send } = recorder();
    await replaceLive({ client: { send }, table: TABLE }, live);
    const fixture = golden('live', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: object }>(fixture, 0);
    expect(await readLive({ client: recorder(() => ({ Item })), table: TABLE })).toEqual(live);
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
    const marker = { version: 2, revision: 3, tries: 1, until: MONDAY, sent: 2, sentAt: MONDAY - DAY };
    const { sent, send } = recorder();
    await writeMailMarker({ client: { send } as never, table: TABLE }, period, 'owner@example.com', marker);
    const fixture = golden('marker of a mail', sent);
    expect(asStored(sent)).toEqual(fixture);
    expect(JSON.stringify(fixture)).not.toContain('owner@');
    const { Item } = inputOf<{ readonly Item: object }>(fixture, 0);
    const markers = { client: recorder(() => ({ Items: [Item] })) as never, table: TABLE };
    expect(await readMailMarkers(markers, period, ['owner@example.com'])).toEqual(
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
    live: ([Item]) => readLive({ client: recorder(() => ({ Item })), table: TABLE }),
    'segment of a recount': ([Item]) => readSegment({ client: recorder(() => ({ Item })), table: TABLE }, 3),
    'marker of a revision': (Items) =>
      readMarkers({ client: recorder(() => ({ Items })) as never, table: TABLE }, 'trial'),
    'marker of a mail': (Items) => {
      const markers = { client: recorder(() => ({ Items })) as never, table: TABLE };
      return readMailMarkers(markers, { funnel: 'trial', every: 'week', from: '2026-03-02' }, [
        'owner@example.com',
      ]);
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
    const Items = [{ pk: { S: 'C#trial.abc' }, sk: { S: 'c#2026-03-02#1' }, 'l0|0zz': { N: '1' } }];
    const definition = define(funnel(['/pricing']), 'trial.abc', new Calendar('UTC'));
    const range = { definition, from: '2026-03-01', to: '2026-03-31', breakdowns: [] };
    await expect(
      readCells(
        recorder(() => ({ Items })),
        TABLE,
        range,
      ),
    ).rejects.toThrow('a counter of 0zz is unknown to this code');
  });

  it('an event, an id or a touch that only newer code knows', () => {
    const item = (value: object) => Buffer.concat([Buffer.of(2), Buffer.from(JSON.stringify(value))]);
    expect(() => decodePage(item({ e: [[9, 'p:1', 0, 0, '/']] }))).toThrow(
      'event kind 9 is unknown to this code',
    );
    expect(() => decodePage(item({ u: [[0, 3]] }))).toThrow('touch 3 is unknown to this code');
    expect(() => decodeHead(item({ i: [7, 'x'] }), 1)).toThrow('id kind 7 is unknown to this code');
    expect(() => decodeHead(item({}), 1)).toThrow('a head does not say which id it is of');
    expect(() => decodePage(item([]))).toThrow('an item holds no object');
  });
});
