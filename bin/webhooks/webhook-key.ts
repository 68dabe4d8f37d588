// The secret from which the keys of webhooks are derived: of the imbuto that runs here, or of a stack by a variable.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../functions/store/item-format.ts';
import { NoInstance } from '../demo/instance.ts';

const VARIABLE = 'IMBUTO_WEBHOOK_KEY';

/** @throws NoInstance saying where it is to be had from */
export function findWebhookKey(environment: NodeJS.ProcessEnv): string {
  const given = environment[VARIABLE];
  if (given) return given;
  const file = join(environment.IMBUTO_DATA || '.imbuto', 'local.json');
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new NoInstance(
      `No imbuto runs here (${file} is not there). Start one with "npm start", or set ${VARIABLE} to the secret of a stack (output WebhookKeyArn).`,
      { cause },
    );
  }
  if (isRecord(read) && typeof read.webhookKey === 'string' && read.webhookKey !== '') return read.webhookKey;
  throw new NoInstance(
    'The imbuto that runs here has no webhooks: add "webhooks" to the configuration, and start it again.',
  );
}
