// A world with some hundreds of leads: anonymous and known ones, that enter early and late, come back, buy, give back and are lost.
import type { Breakdown, FunnelConfig } from '../../functions/domain/config/config.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { REFERRAL_STAGE } from '../../functions/domain/funnel/referral-stage.ts';
import { answerEvent, type Verdict } from '../../functions/domain/hand-off/answer.ts';
import { sequenceEntered } from '../../functions/domain/mail/own-events.ts';
import { goalOf } from '../../functions/domain/nurture/goal.ts';
import type { SequenceConfig } from '../../functions/domain/nurture/sequence.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { Random } from '../simulation/random.ts';
import { DAY, event, funnel, HOUR } from '../support/leads.ts';

export const START = Date.UTC(2026, 9, 1, 8);
export const NOW = START + 30 * DAY;

const LEADS = 200;
const TOUCHES: readonly Touch[] = [
  { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: 'spring & sun' },
  { channel: 'Email', source: 'news', medium: 'email', campaign: 'march' },
  { channel: 'Referral', source: 'example.org' },
];
const STEPS = ['/pricing', '/guide', 'Ebook', 'Trial', 'Order Completed', 'Referral Sent'] as const;

/** As `funnel` draws it, with the form as a form. */
const drawn = (id: string, stages: readonly string[], more: Partial<FunnelConfig>): FunnelConfig => {
  const plain = funnel(stages, { id, ...more });
  const form = { form: 'Ebook', times: 1 };
  return {
    ...plain,
    stages: plain.stages.map((one) => {
      if (one.id === 'ReferralSent') return { ...one, id: REFERRAL_STAGE };
      return one.id === 'Ebook' ? { ...one, on: [form] } : one;
    }),
  };
};
const sales = (id: string, by: readonly Breakdown[], more: Partial<FunnelConfig> = {}): FunnelConfig =>
  drawn(id, ['/pricing', 'Ebook', 'Trial', 'Order Completed'], { windowMs: 6 * DAY, by, ...more });

/** One for each way of counting, in small groups: each is a configuration of its own. */
export const GROUPS: readonly (readonly FunnelConfig[])[] = [
  [
    sales('reached', ['channel', 'campaign'], {
      lostOn: [{ event: 'Deal Lost' }, { event: 'Refused' }],
    }),
    drawn('nurture', ['/guide', 'Ebook', 'Referral Sent'], {
      kind: 'marketing',
      windowMs: 4 * DAY,
      by: ['first.form'],
      handOff: { at: 'Ebook', to: 'reached' },
    }),
  ],
  [
    sales('any', ['form', 'variant'], { order: 'any', lostOn: [{ event: 'Deal Lost' }] }),
    // Its window is longer than the age at which its sequence is compared.
    sales('ordered', ['campaign'], { order: 'ordered', start: 'first', windowMs: 20 * DAY }),
  ],
  [
    sales('strict', ['channel'], { order: 'strict', start: 'first', windowMs: 3 * DAY }),
    sales('alone', [], { windowMs: DAY }),
  ],
  [
    drawn('optional', ['/pricing', '/guide?', 'Ebook', 'Trial?', 'Order Completed'], {
      windowMs: 5 * DAY,
      by: ['first.channel'],
      lostOn: [{ event: 'Deal Lost' }],
    }),
  ],
];

const sequence = (funnel: string, until: SequenceConfig['until']): SequenceConfig => ({
  id: `welcome-to-${funnel}`,
  when: { funnel, stage: 'Ebook' },
  until,
  consent: 'newsletter',
  steps: [{ delay: { days: 0 }, mail: { subject: '', text: '' } }],
  holdOut: 0.3,
});

/** Of some of the funnels. */
export const SEQUENCES: readonly SequenceConfig[] = [
  sequence('reached', { stage: 'OrderCompleted' }),
  sequence('ordered', { event: 'Order Completed' }),
];

export function submissionsOf(seed: number): readonly (readonly Submission[])[] {
  const random = new Random(seed);
  return Array.from({ length: LEADS }, (_, n) => lead(random, n));
}

function lead(random: Random, n: number): readonly Submission[] {
  const anonymous = { anonymous: `browser ${n}` };
  const known = { email: `lead${n}@example.com`, ...(random.chance(0.5) ? anonymous : {}) };
  // Some are anonymous to the end, and some known from the beginning.
  const knownFrom = random.pick([0, 1, 2, 3, Number.POSITIVE_INFINITY]);
  const said: Submission[] = [];
  const add = (name: string, time: number, more: Partial<LeadEvent> = {}): void => {
    const isKnown = said.length >= knownFrom;
    const touch = random.chance(0.4) ? { touch: random.pick(TOUCHES) } : {};
    const ids = isKnown ? known : anonymous;
    said.push({ ids, event: event(name, time, { id: `${n} ${said.length}`, ...touch, ...more }) });
  };
  let time = START + random.below(24 * DAY);
  for (let round = random.pick([1, 1, 1, 2, 3]); round > 0; round--) {
    let orders = 0;
    // Who enters later in the funnel is direct, who waits too long is late.
    for (let step = random.pick([0, 0, 0, 1, 2, 3, 4]); step < STEPS.length; step++) {
      const name = STEPS[step] ?? '';
      if (name === 'Order Completed') {
        const order = { id: `order ${n} ${said.length}`, value: { currency: 'EUR', minor: 1_000 } };
        add(name, time, { order, trusted: true });
        if (random.chance(0.3)) {
          add('Order Refunded', time + HOUR, { order: { id: order.id, refund: true }, trusted: true });
        }
        if (random.chance(0.3) && orders++ === 0) step--;
      } else if (name === 'Ebook')
        add('Ebook', time, {
          ...{ kind: 'form' as const, name: 'Ebook', variant: random.pick(['a', 'b']) },
          // Nothing is drawn for it: some are sent a day and more after they were shown.
          shown: time - (n % 7) * 5 * HOUR,
        });
      else add(name, time);
      time += random.chance(0.8) ? random.below(DAY) : random.below(9 * DAY);
      if (random.chance(0.35)) break;
    }
    if (random.chance(0.2)) add(random.pick(['Deal Lost', 'Refused']), time);
    time += random.below(6 * DAY);
  }
  const more = [...answerTo(said, n, known), ...entriesOf(said, n, known.email)];
  return [...said, ...more].filter(({ event: { time } }) => time < NOW);
}

/** Those whose e-mail is known enter the sequences when they send the form; every third is held out. */
function entriesOf(said: readonly Submission[], n: number, email: string): readonly Submission[] {
  const sent = said.find(({ ids, event: { name } }) => name === 'Ebook' && ids.email !== undefined);
  if (sent === undefined) return [];
  return SEQUENCES.map(({ id, when: { funnel }, until }) => {
    const goal = goalOf(until, GROUPS.flat().find((one) => one.id === funnel)?.stages ?? []);
    const at = sent.event.time;
    return sequenceEntered({ funnel, sequence: id, isHeldOut: n % 3 === 0, goal, at }, email);
  });
}

/** Sales accepts every third, and gives some of the others back. */
function answerTo(said: readonly Submission[], n: number, ids: Submission['ids']): readonly Submission[] {
  const handed = said.find(({ event: { name } }) => name === 'Ebook')?.event.time;
  if (handed === undefined || n % 3 === 1) return [];
  const verdict: Verdict = n % 3 === 0 ? { kind: 'accepted' } : { kind: 'returned', reason: 'not-now' };
  return [
    answerEvent({ ids, funnel: 'nurture', handedAt: handed, verdict, now: handed + (n % 5) * 7 * HOUR }),
  ];
}
