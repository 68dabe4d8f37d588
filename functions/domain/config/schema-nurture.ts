// The schema of a sequence of mails that leads get over time.
import * as v from 'valibot';
import { stepDelay } from '../nurture/delay.ts';
import { MailText } from './schema-mail.ts';
import { id, line, list, shape } from './schema-parts.ts';

const AFTER = `how long after the stage was reached, '30m', '6h', '2d' or '1w', at most 365d`;
const SHARE = `the share of leads that is left without the sequence, to compare with, 0 to 0.9; default 0`;

const Step = shape('a step: { after, mail, at }', {
  after: v.pipe(
    line(AFTER, /^[0-9]{1,6}[mhdw]$/),
    v.check((text) => stepDelay(text) !== undefined, AFTER),
  ),
  at: v.optional(line(`the local time of day, like '09:00'`, /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/)),
  mail: MailText,
});

const Until = v.union(
  [
    shape('{ stage }', { stage: id('the id of a later stage of the same funnel') }),
    shape('{ event }', {
      event: v.pipe(v.string('the name of an event'), v.minLength(1), v.maxLength(200)),
    }),
  ],
  `what ends the sequence: { stage: 'action' }, a later stage of the same funnel, or { event: 'Order Completed' }`,
);

export const Sequence = shape('a sequence: { id, when, until, consent, steps, holdOut }', {
  id: id('the id of the sequence'),
  when: shape('{ funnel, stage }', {
    funnel: id('the id of a funnel'),
    stage: id('the id of a stage of it'),
  }),
  until: Until,
  consent: v.pipe(
    v.string('the name of a consent field of a form'),
    v.minLength(1, 'the name of a consent field of a form'),
    v.description('the name of the consent field of a form without which nothing is sent'),
  ),
  steps: list('the mails in their order, 1 to 20', Step, 1, 20),
  holdOut: v.optional(
    v.pipe(v.number(SHARE), v.minValue(0, SHARE), v.maxValue(0.9, SHARE), v.description(SHARE)),
    0,
  ),
});
