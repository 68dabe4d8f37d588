// Amounts in a CSV: each currency in minor units, exact, and beside them in major units, as people read them.
import type { Value } from '../csv.ts';
import { majorUnits, type Totals } from '../money.ts';

/** `<name>_minor_EUR` and `<name>_EUR` for each currency. */
export function moneyColumns(name: string, currencies: readonly string[]): readonly string[] {
  return currencies.flatMap((code) => [`${name}_minor_${code}`, `${name}_${code}`]);
}

export function moneyCells(totals: Totals, currencies: readonly string[]): readonly Value[] {
  return currencies.flatMap((currency) => {
    const minor = totals[currency] ?? 0;
    return [minor, Number(majorUnits({ currency, minor }))];
  });
}
