// Sequences in the configuration: what they become, and what is refused, with its place and the fix.
import { describe, expect, it } from 'vitest';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { smallConfig } from '../support/configs.ts';

const mail = { subject: 'Hello {name}', text: 'Dear {name}' };
const SEQUENCE = {
  id: 'welcome',
  when: { funnel: 'trial', stage: 'interest' },
  until: { stage: 'action' },
  consent: 'newsletter',
  steps: [{ after: '2d', at: '09:00', mail }],
};

function input(more: object = {}, root: object = {}): unknown {
  const { config, form } = smallConfig();
  const fields = [
    ...form.fields,
    { name: 'name', type: 'text' },
    { name: 'newsletter', type: 'consent', text: 'Yes', version: '1' },
  ];
  return {
    ...config,
    forms: [{ ...form, fields }],
    mail: { from: 'hello@example.com' },
    nurture: [{ ...SEQUENCE, ...more }],
    ...root,
  };
}

function faultsOf(said: unknown) {
  try {
    parseConfig(said);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
}

it('is read: delays, times of day, and no share where none is named', () => {
  const steps = [
    { after: '90m', mail },
    { after: '2d', at: '09:30', mail: { ...mail, html: '<p>{name}</p>' } },
    { after: '1w', mail: { subject: 'x', text: 'y' } },
  ];
  expect(parseConfig(input({ steps })).nurture).toEqual([
    {
      ...SEQUENCE,
      holdOut: 0,
      steps: [
        { delay: { ms: 90 * 60_000 }, mail },
        { delay: { days: 2 }, at: 570, mail: { ...mail, html: '<p>{name}</p>' } },
        { delay: { days: 7 }, mail: { subject: 'x', text: 'y' } },
      ],
    },
  ]);
  const [event] = parseConfig(input({ until: { event: 'Called' }, holdOut: 0.1 })).nurture ?? [];
  expect(event).toMatchObject({ until: { event: 'Called' }, holdOut: 0.1 });
  expect(parseConfig(smallConfig().config).nurture).toBeUndefined();
});

describe('is refused', () => {
  const step = (more: object) => ({ steps: [{ ...SEQUENCE.steps[0], ...more }] });
  it.each<[string, unknown, string, string, RegExp]>([
    [
      'without a sender',
      input({}, { mail: undefined }),
      'nurture',
      'sequences of mails, and no mail.from',
      /add mail/,
    ],
    [
      'of an unknown funnel',
      input({ when: { funnel: 'trail', stage: 'interest' } }),
      'nurture[0].when.funnel',
      '"trail"',
      /"trial"/,
    ],
    [
      'of an unknown stage',
      input({ when: { funnel: 'trial', stage: 'intrest' } }),
      'nurture[0].when.stage',
      '"intrest"',
      /"interest", "action"/,
    ],
    [
      'until the stage where it begins',
      input({ until: { stage: 'interest' } }),
      'nurture[0].until.stage',
      '"interest"',
      /a stage after "interest": action/,
    ],
    [
      'until a stage that is not there',
      input({ until: { stage: 'bought' } }),
      'nurture[0].until.stage',
      '"bought"',
      /a stage after "interest": action/,
    ],
    [
      'from the last stage until a stage',
      input({ when: { funnel: 'trial', stage: 'action' }, until: { stage: 'interest' } }),
      'nurture[0].until.stage',
      '"interest"',
      /no stage comes after "action"/,
    ],
    ['without an end', input({ until: undefined }), 'nurture[0].until', 'nothing', /what ends the sequence/],
    [
      'with an end of another kind',
      input({ until: { page: '/thanks' } }),
      'nurture[0].until',
      'an object with page',
      /what ends the sequence/,
    ],
    [
      'without a consent',
      input({ consent: undefined }),
      'nurture[0].consent',
      'nothing',
      /a consent field of a form/,
    ],
    [
      'with a consent that is another field',
      input({ consent: 'name' }),
      'nurture[0].consent',
      '"name"',
      /a consent field of a form: newsletter/,
    ],
    ['without a step', input({ steps: [] }), 'nurture[0].steps', 'an empty list', /1 to 20/],
    [
      'with a delay of no unit',
      input(step({ after: '2' })),
      'nurture[0].steps[0].after',
      '"2"',
      /'30m', '6h', '2d'/,
    ],
    [
      'with no delay at all',
      input(step({ after: '0d' })),
      'nurture[0].steps[0].after',
      '"0d"',
      /at most 365d/,
    ],
    [
      'with a delay of years',
      input(step({ after: '53w' })),
      'nurture[0].steps[0].after',
      '"53w"',
      /at most 365d/,
    ],
    ['with a time that is none', input(step({ at: '9:00' })), 'nurture[0].steps[0].at', '"9:00"', /'09:00'/],
    [
      'with a placeholder of nothing',
      input(step({ mail: { subject: 'x', text: '{link}' } })),
      'nurture[0].steps[0].mail.text',
      '{link}',
      /one of \{email\}, \{name\}/,
    ],
    [
      'with a subject of two lines',
      input(step({ mail: { subject: 'x\ny', text: 'z' } })),
      'nurture[0].steps[0].mail.subject',
      'more than one line',
      /one line/,
    ],
    ['with a share of all', input({ holdOut: 1 }), 'nurture[0].holdOut', '1', /0 to 0.9/],
    [
      'with a key of no meaning',
      input({ holdout: 0.1 }),
      'nurture[0].holdout',
      'the key "holdout", which is not known here',
      /holdOut/,
    ],
    [
      'with an id twice',
      input({}, { nurture: [SEQUENCE, SEQUENCE] }),
      'nurture[1].id',
      '"welcome"',
      /nurture\[0\].id has it already/,
    ],
  ])('%s', (_, said, path, found, fix) => {
    const faults = faultsOf(said);
    expect(faults).toContainEqual({ path, found, fix: expect.stringMatching(fix) });
  });

  it('steps that are out of order or say the same: by both they are known', () => {
    const steps = [
      { after: '2d', mail },
      { after: '48h', mail: { ...mail, subject: 'other' } },
      { after: '3d', mail },
    ];
    expect(faultsOf(input({ steps })).map(({ path }) => path)).toEqual([
      'nurture[0].steps[1].after',
      'nurture[0].steps[2].mail',
    ]);
  });
});
