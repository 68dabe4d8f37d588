// Links that narrow the list of leads further down, or less.
import { FILTER_FIELDS, type FilterField, type ListFilter } from '../../domain/summary/list-filter.ts';

/** They are of the funnel that is chosen. */
const OF_FUNNEL: readonly FilterField[] = ['reached', 'missed', 'outcome'];

/** The list as it is narrowed now, with some fields otherwise; undefined: without the field. */
export function narrowed(
  filter: ListFilter,
  more: Readonly<Partial<Record<FilterField, string | undefined>>>,
): string {
  const isOtherFunnel = 'funnel' in more && more.funnel !== filter.funnel;
  const kept = Object.entries(filter).filter(
    ([field]) => !(isOtherFunnel && OF_FUNNEL.some((one) => one === field)),
  );
  const asked: Readonly<Partial<Record<FilterField, string | undefined>>> = {
    ...Object.fromEntries(kept),
    ...more,
  };
  const query = new URLSearchParams(
    FILTER_FIELDS.flatMap((field): [string, string][] => {
      const value = asked[field];
      return value === undefined ? [] : [[field, value]];
    }),
  ).toString();
  return query === '' ? '/leads' : `/leads?${query}`;
}
