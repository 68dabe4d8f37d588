// The worlds in which alerts are tried: what small companies' figures look like while nothing has changed.
import type { World } from './simulated-figures.ts';

const OFFICE_WEEK = [0.2, 1.4, 1.5, 1.4, 1.3, 0.9, 0.3];

export const WORLDS: readonly World[] = [
  { name: 'constant, 100 a day', mean: 100 },
  { name: 'constant, 20 a day', mean: 20 },
  { name: 'office week, 20 a day', mean: 20, week: OFFICE_WEEK },
  { name: 'overdispersed (30 %), 100 a day', mean: 100, noise: 0.3 },
  { name: 'overdispersed (50 %), office week, 40 a day', mean: 40, noise: 0.5, week: OFFICE_WEEK },
  { name: 'overdispersed, a day like the one before (0.5)', mean: 50, noise: 0.3, memory: 0.5 },
  { name: 'growth of 10 % a month, 50 a day', mean: 50, trend: 0.1 },
  { name: 'decline of 10 % a month, office week, 50 a day', mean: 50, trend: -0.1, week: OFFICE_WEEK },
  { name: 'one odd day in 40 (none, or tenfold), 30 a day', mean: 30, oddDays: 40 },
  { name: 'few, 2 a day', mean: 2 },
  { name: 'few, office week, 1 a day', mean: 1, week: OFFICE_WEEK },
  { name: 'very few, 1 in 3 days', mean: 1 / 3 },
  { name: 'conversion, 5 % of 100 a day', mean: 100, share: 0.05 },
  { name: 'conversion, 40 % of 20 a day, office week', mean: 20, share: 0.4, week: OFFICE_WEEK },
  { name: 'conversion, overdispersed (30 %), 10 % of 100', mean: 100, share: 0.1, noise: 0.3 },
  { name: 'conversion, few, 3 % of 20 a day', mean: 20, share: 0.03 },
];
