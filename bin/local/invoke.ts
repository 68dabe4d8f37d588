// Invokes functions of the host that holds the data directory, from another process.
import { join } from 'node:path';
import { type Holder, type Kept, readJson } from './data-directory.ts';
import { isProcess } from './process-mark.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { REGION } from './template/physical-ids.ts';

/**
 * Runs functions one after the other, also what comes after one that failed.
 * @param names none: all that recurring schedules run, in the order of their times of day
 * @returns the exit code
 */
export async function invokeHere(
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void = console.log,
): Promise<number> {
  const directory = environment.IMBUTO_DATA || '.imbuto';
  const holder = readJson<Holder>(join(directory, 'host.json'));
  const accessKeyId = readJson<Kept>(join(directory, 'kept.json'))?.secrets['host.accessKeyId'];
  if (!holder?.control || !accessKeyId || !isProcess(holder.host)) {
    say(`No imbuto runs in ${directory}. Start one with "npm start" and leave it running.`);
    return 1;
  }
  let code = 0;
  for (const name of names.length > 0 ? names : holder.scheduled) {
    const response = await fetch(`${holder.control}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/local` },
      body: JSON.stringify(scheduledEvent(REGION, Date.now())),
    });
    const answer = await response.text();
    const failed = !response.ok || response.headers.has('x-amz-function-error');
    say(failed ? `${name} failed: ${answer}` : `${name} is done.`);
    if (failed) code = 1;
  }
  return code;
}
