// The behaviours of DynamoDB that imbuto rests on, as AWS documents them.
import { CONDITIONS } from './dynamodb-conditions.ts';
import { COSTS } from './dynamodb-costs.ts';
import { INDEXED_READS } from './dynamodb-indexes.ts';
import { READS } from './dynamodb-reads.ts';
import { TRANSACTIONS_OF_ITEMS } from './dynamodb-transactions.ts';
import type { Behaviour } from './dynamodb-trial.ts';
import { UPDATES_OF_ITEMS } from './dynamodb-updates.ts';
import { VALUES } from './dynamodb-values.ts';

export const BEHAVIOURS: readonly Behaviour[] = [
  ...VALUES,
  ...CONDITIONS,
  ...UPDATES_OF_ITEMS,
  ...READS,
  ...INDEXED_READS,
  ...TRANSACTIONS_OF_ITEMS,
  ...COSTS,
];
