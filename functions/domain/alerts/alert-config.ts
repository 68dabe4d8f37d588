// An alert as it is configured: a figure of a funnel, or one for each source, and who is told.

/** Short names that tell where leads came from; a value of each can be watched. */
export const WATCHED_BREAKDOWNS = [
  'channel',
  'source',
  'medium',
  'campaign',
  'form',
  'first.channel',
  'first.source',
  'first.medium',
  'first.campaign',
  'first.form',
] as const;

export const WATCHES = ['volume', 'conversion', 'source'] as const;

/** `volume`: attempts that entered on a day; `conversion`: the share of these that came to a stage by an age; `source`: the volume of each value. */
export type Watched =
  | { readonly watch: 'volume' }
  | { readonly watch: 'conversion'; readonly stage: string; readonly withinDays: number }
  | { readonly watch: 'source'; readonly by: (typeof WATCHED_BREAKDOWNS)[number] };

export type AlertConfig = Watched & {
  readonly id: string;
  readonly funnel: string;
  /** Who is told by mail. */
  readonly to: readonly string[];
};

/** The age at which a conversion is taken where none is named. */
export const USUAL_DAYS = 7;
