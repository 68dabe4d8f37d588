// The proof that what Segment's client for servers sends at full speed is counted once, also when the host is killed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Instance } from '../../bin/demo/instance.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import { descendants } from '../support/processes.ts';
import { writeSegmentConfig } from '../support/segment-config.ts';
import { type Check, untilBusy } from './durability.ts';
import { freePort, killHard, pidOf } from './hard-kill.ts';
import { type ProcessorTime, processorTime, spent } from './processor-time.ts';
import { checkKept, checkReports } from './segment-checks.ts';
import { createSegmentEvents } from './segment-events.ts';
import { type Sending, sendBySegment } from './segment-sending.ts';

export type SegmentSettings = {
  readonly events: number;
  /** Kills the host in the middle of sending, and again in the middle of counting. */
  readonly kills: boolean;
  say(line: string): void;
  /** Called as events are sent and messages are counted. */
  progress(phase: 'sent' | 'counted', done: number, total: number): void;
};

export type SegmentResult = {
  readonly checks: readonly Check[];
  readonly sending: Sending;
  readonly seconds: { readonly sending: number; readonly counting: number };
  /** Processor seconds while events were sent, and while the rest was counted; only of a host that lived all the time. */
  readonly spent?: { readonly sending: ProcessorTime; readonly counting: ProcessorTime };
  /** What `npm run reconcile` said, and its exit code. */
  readonly reconcile: { readonly exit: number; readonly said: string };
};

const COUNTED_WITHIN_MS = 30 * 60_000;

export async function proveBySegment(settings: SegmentSettings): Promise<SegmentResult> {
  const { kills, say, progress } = settings;
  const { events, expected } = createSegmentEvents(settings.events, Date.now());
  const directory = temporaryDirectory();
  const data = join(directory, 'data');
  const config = writeSegmentConfig(directory, '5s');
  const env = { IMBUTO_CONFIG: config, IMBUTO_DATA: data, PORT: String(await freePort()) };
  const start = (): Promise<HostProcess> => startHostProcess(data, { env, args: ['--quiet'] });
  let host: HostProcess | undefined;
  try {
    host = await start();
    const { url, publicKey, secretKey } = host.local();
    const begun = performance.now();
    const atStart = processorTime(pidOf(host));
    let delivered = 0;
    let over = false;
    const sent = sendBySegment(events, {
      host: url,
      publicKey,
      secretKey,
      progress(now) {
        delivered = now;
        progress('sent', now, events.length);
      },
    }).finally(() => {
      over = true;
    });
    if (kills) {
      while (delivered < 0.4 * events.length && !over) await sleep(5);
      await killHard(host, []);
      say(`kill -9 of the host after ${delivered} events were taken`);
      host = await start();
    }
    const sending = await sent;
    const afterSending = performance.now();
    const atSent = processorTime(pidOf(host));
    if (kills) {
      await untilBusy(connect(host.local()));
      const { pending } = await connect(host.local()).report('trial');
      await killHard(host, descendants(pidOf(host)));
      say(`kill -9 of the host and its children while ${pending} messages waited to be counted`);
      host = await start();
    }
    const instance = connect(host.local());
    await untilCounted(instance, progress);
    const afterCounting = performance.now();
    const atCounted = processorTime(pidOf(host));
    const reported = await checkReports(instance, expected, sending);
    const reconcile = await runReconcile(env);
    await host.stop('SIGINT');
    const kept = await checkKept(join(data, 'dynamodb.sqlite'), expected);
    return {
      checks: [...reported, ...kept],
      sending,
      seconds: { sending: (afterSending - begun) / 1000, counting: (afterCounting - afterSending) / 1000 },
      ...(kills ? {} : { spent: { sending: spent(atStart, atSent), counting: spent(atSent, atCounted) } }),
      reconcile,
    };
  } finally {
    await host?.stop('SIGKILL');
    removeDirectory(directory);
  }
}

async function untilCounted(instance: Instance, progress: SegmentSettings['progress']): Promise<void> {
  let most = 1;
  const drained = await instance.drained('trial', COUNTED_WITHIN_MS, (pending) => {
    most = Math.max(most, pending);
    progress('counted', most - pending, most);
  });
  if (!drained) throw new Error(`messages still wait after ${COUNTED_WITHIN_MS / 60_000} minutes`);
}

async function runReconcile(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly exit: number; readonly said: string }> {
  const root = join(import.meta.dirname, '..', '..');
  const child = spawn(
    process.execPath,
    [join(root, 'bin', 'preflight.cjs'), join(root, 'bin', 'reconcile.ts')],
    {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exit = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  return { exit, said };
}
