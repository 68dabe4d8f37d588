// The command of webhooks: replays over the HTTP API, and derives the key of a receiver.
import { parseArgs } from 'node:util';
import { signingKey } from '../../functions/outbound/post-webhook.ts';
import { ownerApi } from '../leads/leads-api.ts';
import { findWebhookKey } from './webhook-key.ts';

const USAGE = `npm run webhooks -- replay <lead> [<message id>]   tells again all that there is to tell of a lead, or one message of it
npm run --silent webhooks -- secret [<name>]       prints the key that the receiver verifies signatures with

  <lead>            the id in the address of its page, "lead.id" or "lead.record" of a message, or its e-mail address
  <name>            "secret" of the webhook in the configuration, else webhooks
  --url, --token    another imbuto and its owner token; else IMBUTO_URL and IMBUTO_OWNER_TOKEN, else the imbuto that
                    runs here (IMBUTO_DATA)

"secret" reads the secret of a stack on AWS from IMBUTO_WEBHOOK_KEY, see docs/webhooks.md.`;

const OPTIONS = {
  help: { type: 'boolean', default: false },
  url: { type: 'string' },
  token: { type: 'string' },
} as const;

const DEFAULT_NAME = 'webhooks';
/** One id in 64 begins with a dash, and is no option. */
const DASHED_ID = /^-[\w-]{21}$/;

/** @returns the exit code: 0 done, 1 there is no such lead, 2 the command was not understood */
export async function commandWebhooks(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void = console.log,
  complain: (line: string) => void = console.error,
): Promise<number> {
  const guarded = args.map((one) => (DASHED_ID.test(one) ? ` ${one}` : one));
  const { values, positionals } = parseArgs({ args: guarded, options: OPTIONS, allowPositionals: true });
  const [verb, first, second, ...rest] = positionals.map((one) => one.trim());
  if (values.help) {
    say(USAGE);
    return 0;
  }
  if (verb === 'secret' && second === undefined) {
    say(signingKey(findWebhookKey(environment), first ?? DEFAULT_NAME));
    return 0;
  }
  if (verb !== 'replay' || first === undefined || rest.length > 0) {
    complain(USAGE);
    return 2;
  }
  const api = ownerApi(environment, values);
  const replayed = await api.replay(first.includes('@') ? { email: first } : first, second);
  if (replayed === undefined) {
    complain('There is no such lead, or it was erased.');
    return 1;
  }
  say(
    replayed.sent === 0
      ? 'Nothing is to be told of it: see "on" and "funnels" of the webhooks, and "notify".'
      : `${replayed.sent} sent again:\n${replayed.ids.join('\n')}`,
  );
  return 0;
}
