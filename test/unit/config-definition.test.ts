// Which edits of a configuration change what is counted, and which do not.
import { describe, expect, it } from 'vitest';
import { definitionContent, MATCHER_VERSION } from '../../functions/domain/config/definition.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';

const first = [{ page: '/a' }, { form: 'ebook', where: { plan: 'pro', size: 1 } }];
const last = [{ event: 'Order Completed', from: 'server', times: 2 }];
const base = {
  timezone: 'Europe/Rome',
  forms: [
    {
      id: 'ebook',
      fields: [
        { name: 'email', type: 'email' },
        { name: 'plan', type: 'text' },
        { name: 'size', type: 'number' },
      ],
    },
  ],
  trial: {
    id: 'trial',
    kind: 'sales',
    by: ['channel', 'source'],
    stages: [
      { id: 'one', on: first },
      { id: 'two', on: last },
    ],
  },
  giver: {
    id: 'giver',
    kind: 'marketing',
    stages: [
      { id: 'one', on: first },
      { id: 'two', on: last },
    ],
    handOff: { at: 'two', to: 'trial' },
  },
};
type Base = typeof base;

/** The content of the funnel `trial` in the configuration with something changed. */
function contentOf(
  change: { readonly [Key in keyof Base]?: object | string } & { readonly locale?: string } = {},
): string {
  const { trial, giver, ...rest } = { ...base, ...change };
  const config = parseConfig({ ...rest, funnels: [trial, giver] });
  const [funnel] = config.funnels;
  if (funnel === undefined) throw new Error('the funnel is gone');
  return definitionContent(config, funnel);
}

const trialWith = (more: object) => ({ trial: { ...base.trial, ...more } });
const giverWith = (more: object) => ({ giver: { ...base.giver, ...more } });
const stages = (one: readonly object[], two: readonly object[] = last) => [
  { id: 'one', on: one },
  { id: 'two', on: two },
];

describe('a definition is another one when there is another', () => {
  const edits: readonly (readonly [string, Parameters<typeof contentOf>[0]])[] = [
    ['time zone', { timezone: 'Europe/Athens' }],
    ['order', trialWith({ order: 'strict' })],
    ['window', trialWith({ window: '31d' })],
    ['start', trialWith({ start: 'first' })],
    ['what ends an attempt', trialWith({ lostOn: [{ event: 'Deal Lost' }] })],
    ['breakdown', trialWith({ by: ['channel'] })],
    ['page', trialWith({ stages: stages([{ page: '/b' }, ...first.slice(1)]) })],
    ['trigger', trialWith({ stages: stages([...first, { event: 'x' }]) })],
    [
      'condition',
      trialWith({ stages: stages([{ page: '/a' }, { form: 'ebook', where: { plan: 'pro', size: 2 } }]) }),
    ],
    ['number of times', trialWith({ stages: stages(first, [{ ...last[0], times: 3 }]) })],
    ['demand on the sender', trialWith({ stages: stages(first, [{ event: 'Order Completed', times: 2 }]) })],
    ['sequence of stages', trialWith({ stages: stages(last, first) })],
    ['number of stages', trialWith({ stages: [...stages(first), { id: 'three', on: last }] })],
    ['giver', giverWith({ handOff: undefined })],
    ['stage at which it is given', giverWith({ handOff: { at: 'one', to: 'trial' } })],
    ['window of the giver', giverWith({ window: '90d' })],
    ['trigger of the giver', giverWith({ stages: stages(first, [{ event: 'x' }]) })],
  ];
  it.each(edits)('%s', (_what, change) => {
    expect(contentOf(change)).not.toBe(contentOf());
  });

  it('funnel to which it hands off', () => {
    const giver = { ...base.giver, handOff: undefined };
    const gives = contentOf({ ...trialWith({ handOff: { at: 'one', to: 'giver' } }), giver });
    expect(gives).not.toBe(contentOf({ giver }));
    expect(gives).not.toBe(contentOf({ ...trialWith({ handOff: { at: 'two', to: 'giver' } }), giver }));
  });
});

describe('a definition stays the same when these change', () => {
  const edits: readonly (readonly [string, Parameters<typeof contentOf>[0]])[] = [
    ['the label', trialWith({ label: { en: 'Trial', it: 'Prova' } })],
    ['labels of stages', trialWith({ stages: stages(first).map((stage) => ({ ...stage, label: 'x' })) })],
    [
      'ids of stages',
      trialWith({ stages: stages(first).map((stage) => ({ ...stage, id: `${stage.id}-x` })) }),
    ],
    [
      'the kind, where order and window are kept',
      trialWith({ kind: 'marketing', order: 'reached', window: '30d' }),
    ],
    ['the window, written otherwise', trialWith({ window: '720h' })],
    ['the order of breakdowns', trialWith({ by: ['source', 'channel'] })],
    [
      'the order of conditions',
      trialWith({ stages: stages([{ page: '/a' }, { where: { size: 1, plan: 'pro' }, form: 'ebook' }]) }),
    ],
    ['the language', { locale: 'it' }],
    ['the giver’s labels and breakdowns', giverWith({ label: 'x', by: ['channel'] })],
    [
      'the ids of the giver’s stages',
      giverWith({
        stages: stages(first).map((stage) => ({ ...stage, id: `${stage.id}-x` })),
        handOff: { at: 'two-x', to: 'trial' },
      }),
    ],
  ];
  it.each(edits)('%s', (_what, change) => {
    expect(contentOf(change)).toBe(contentOf());
  });
});

it('the content is canonical JSON that names the version of the matcher', () => {
  const text = contentOf({ giver: { ...base.giver, handOff: undefined } });
  expect(text).toBe(
    `{"by":["channel","source"],"matcher":${MATCHER_VERSION},"order":"reached","stages":[[{"page":"/a"},{"form":"ebook","times":1,"where":{"plan":"pro","size":1}}],[{"event":"Order Completed","from":"server","times":2}]],"timezone":"Europe/Rome","windowMs":2592000000}`,
  );
});
