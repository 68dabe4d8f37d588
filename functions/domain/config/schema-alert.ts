// The schema of an alert.
import * as v from 'valibot';
import { WATCHED_BREAKDOWNS, WATCHES } from '../alerts/alert-config.ts';
import { choice, Email, id, line, list, shape } from './schema-parts.ts';

export const Alert = shape('an alert: { id, watch, funnel, stage, within, by, to }', {
  id: id('the id of the alert'),
  watch: choice(
    `what is watched: 'volume' (how many enter the funnel in a day), 'conversion' (how many of these come to a stage) or 'source' (the volume of each channel, source, campaign or form)`,
    WATCHES,
  ),
  funnel: id('the id of a funnel'),
  stage: v.optional(id('of a conversion: the id of a stage after the first')),
  within: v.optional(
    line(
      `of a conversion: how long after entry it is taken, in days, '1d' to '90d'; default '7d'`,
      /^(?:[1-9]|[1-8][0-9]|90)d$/,
    ),
  ),
  by: v.optional(
    choice(
      `of a source: what each is told apart by, one of the funnel's own "by": 'channel', 'source', 'medium', 'campaign' or 'form', or one of these after 'first.'`,
      WATCHED_BREAKDOWNS,
    ),
  ),
  to: v.optional(list('who is told by mail, at most 50; needs mail.from', Email, 0, 50), []),
});
