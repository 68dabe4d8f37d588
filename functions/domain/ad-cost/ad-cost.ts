// What was paid for ads: the cost of one campaign on one day in one currency, and what a file of it can have wrong.

export type AdCost = {
  /** As the ad network cuts its days, `YYYY-MM-DD`. */
  readonly day: string;
  /** As touches name it: `google`, `facebook`; `(none)` where the file names none. */
  readonly source: string;
  /** ISO 4217. */
  readonly currency: string;
  /** As the ad network names it. */
  readonly campaign: string;
  /** The `utm_campaign` under which its visitors come, where that is another name. */
  readonly as?: string;
  /** Minor units; 0 takes back what was said before. */
  readonly minor: number;
};

/** A campaign or source that is not named, as breakdowns write it. */
export const NONE = '(none)';

export type CostFault = {
  /** Of the file, from 1. */
  readonly line: number;
  /** As it is published, and where in the line it stands, from 1. */
  readonly column?: { readonly name: string; readonly position?: number };
  readonly code: CostFaultCode;
  /** What is wrong and the fix; nothing of what the file holds. */
  readonly text: string;
};

export type CostFaultCode =
  | 'unreadable'
  | 'no-columns'
  | 'missing-column'
  | 'column-twice'
  | 'too-many-values'
  | 'day'
  | 'amount'
  | 'currency'
  | 'campaign'
  | 'source'
  | 'empty'
  | 'too-much';

/** `line 7, column "Cost" (6)`. */
export function placeOfFault({ line, column }: CostFault): string {
  if (column === undefined) return `line ${line}`;
  const { name, position } = column;
  return `line ${line}, column "${name}"${position === undefined ? '' : ` (${position})`}`;
}
