// Where leads and submissions lie, found by the variables through which the functions are told of them.
import { ENVIRONMENT } from '../../../functions/runtime/environment-names.ts';
import type { Stores } from '../data-directory.ts';
import type { Naming } from '../template/physical-ids.ts';
import type { Plan } from '../template/plan.ts';
import type { Properties } from '../template/plan-parts.ts';

/** Empty where the stack has no such store. */
export function namedStores(
  { functions }: Plan,
  naming: Naming,
  endpoints: Pick<Stores, 'dynamodb' | 'queues'>,
): Stores {
  const named = (name: keyof typeof ENVIRONMENT): string => {
    const variable = ENVIRONMENT[name];
    return functions.find(({ environment }) => environment[variable])?.environment[variable] ?? '';
  };
  const outbound = named('outboundQueueUrl');
  return {
    ...endpoints,
    table: named('tableName'),
    door: named('doorTableName'),
    data: named('dataBucket'),
    submissions: named('queueUrl'),
    deadLetters: named('deadLetterQueueUrl'),
    outbound,
    outboundDeadLetters: deadLettersOf(outbound, naming),
  };
}

function deadLettersOf(url: string, { resources, byArn }: Naming): string {
  const queue = resources.find(({ ref }) => ref === url);
  const { deadLetterTargetArn = '' } = (queue?.properties().RedrivePolicy ?? {}) as Properties;
  return byArn(String(deadLetterTargetArn))?.ref ?? '';
}
