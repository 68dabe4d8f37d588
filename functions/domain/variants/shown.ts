// What is counted of forms with variants before anybody sends one: how often each was shown.

/** A variant of a form on one local day. */
export type DayShown = { readonly day: string; readonly variant: string; readonly times: number };
