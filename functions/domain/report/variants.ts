// Variants of forms in a funnel's report: how often each was shown and what came of it, set beside the first of its form.
import { type Calendar, daysBetween } from '../calendar.ts';
import type { FormConfig, FunnelConfig } from '../config/config.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import type { DayShown } from '../variants/shown.ts';
import { type Asking, goalOf, groupOf, type VariantGoal } from './variant-goals.ts';

export type VariantsReport = {
  readonly form: string;
  /** The first day on which a variant was shown, null where none was, and the last one that is looked at. */
  readonly from: string | null;
  readonly to: string;
  /** Of all these days, old enough or not: how often each was shown, and the leads and customers that came of it until now. */
  readonly soFar: readonly {
    readonly variant: string;
    readonly shown: number;
    readonly leads: number;
    readonly customers: number;
  }[];
  readonly goals: readonly VariantGoal[];
};

export type VariantsInput = {
  readonly funnel: Pick<FunnelConfig, 'windowMs'>;
  /** With what is known to have been shown of each. */
  readonly forms: readonly (Pick<FormConfig, 'id' | 'variants'> & { readonly shown: readonly DayShown[] })[];
  readonly cells: CellIndex;
  readonly calendar: Calendar;
  /** Days of showings, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** When the cells were read, ms since the epoch. */
  readonly now: number;
};

/** Of all that is claimed of a form's variants, ever, one in twenty may be wrong: these are the parts of its questions. */
export const ALPHA = { submission: 0.025, purchase: 0.015, revenue: 0.01 } as const;

export function buildVariants(input: VariantsInput): readonly VariantsReport[] {
  return input.forms.map((form) => reportOf(input, form));
}

function reportOf(
  input: VariantsInput,
  { id, variants = [], shown }: VariantsInput['forms'][number],
): VariantsReport {
  const names = variants.map((variant) => variant.id);
  const times = new Map(shown.map((one) => [`${one.day}:${one.variant}`, one.times]));
  const days = daysBetween(input.from, input.to).filter((day) =>
    names.some((one) => times.has(`${day}:${one}`)),
  );
  const asked: Asking = {
    input,
    form: id,
    names,
    days,
    timesOf: (day: string, one: string) => times.get(`${day}:${one}`) ?? 0,
  };
  const bought = names.flatMap((name) => Object.keys(groupOf(asked, days, name, 'purchase').buyers));
  const currencies = [...new Set(bought)].sort();
  const ofOne = alphaOfCurrency(currencies.length);
  return {
    form: id,
    from: days[0] ?? null,
    to: input.to,
    soFar: names.map((variant) => {
      const { shown: n, submitted: leads } = groupOf(asked, days, variant, 'submission');
      return { variant, shown: n, leads, customers: groupOf(asked, days, variant, 'purchase').bought };
    }),
    goals: [
      goalOf(asked, { goal: 'submission' }, ALPHA.submission),
      goalOf(asked, { goal: 'purchase' }, ALPHA.purchase),
      ...currencies.map((currency) => goalOf(asked, { goal: 'revenue', currency }, ofOne)),
    ],
  };
}

/** So that the shares of all of them add up to the whole, however many there will be: 1/2, 1/6, 1/12 and so on. */
export function alphaOfCurrency(currencies: number): number {
  return ALPHA.revenue / (currencies * (currencies + 1));
}
