// What `npm run demo` sends, as the submissions that imbuto accepts of it.
import { planJourneys } from '../../bin/demo/journey.ts';
import { requestsOf } from '../../bin/demo/messages.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { captureApi } from './capture-api.ts';
import { collectApi, PUBLIC_KEY, SECRET_KEY } from './collect-api.ts';

const BATCH = 100;

/** In the order in which they are sent: messages, then the forms of who is here. */
export async function demoMonth(
  config: Config,
  { visitors, now }: { readonly visitors: number; readonly now: number },
): Promise<readonly Submission[]> {
  const plan = planJourneys({ config, seed: 'imbuto', visitors, now });
  const { messages, forms } = requestsOf(plan, config, now);
  const collecting = collectApi(config);
  for (const which of ['public', 'secret'] as const) {
    const bodies = messages.filter(({ key }) => key === which).map(({ body }) => body);
    const key = which === 'public' ? PUBLIC_KEY : SECRET_KEY;
    for (let at = 0; at < bodies.length; at += BATCH) {
      const { answer } = await collecting.send(
        '/v1/batch',
        { batch: bodies.slice(at, at + BATCH) },
        { key, received: now },
      );
      if (answer.status !== 200) throw new Error(`the demo was answered ${answer.status}`);
    }
  }
  const capturing = captureApi(config);
  for (const { form, fields } of forms) {
    const body = new URLSearchParams(fields).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await capturing.api('POST', `/f/${form}`, { headers, body, received: now });
  }
  return [...collecting.queue.held, ...capturing.queue.held];
}
