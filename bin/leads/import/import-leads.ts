// `npm run leads -- import`: says what a file would bring and, with --yes, brings it.
import { readFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import type { Config } from '../../../functions/domain/config/config.ts';
import { connect, findInstance, type Instance } from '../../demo/instance.ts';
import { type Checked, callsOf, check } from './check.ts';
import { BadMapping, type Mapping, PRESETS, readMapping } from './mapping.ts';
import { type ImportFlags, type Plan, planImport } from './plan.ts';
import { Progress } from './progress.ts';
import type { Call } from './row-calls.ts';
import { UnreadableFile } from './rows.ts';

export type ImportOptions = ImportFlags & {
  readonly like?: string;
  readonly map?: string;
  readonly yes: boolean;
};

type Say = (line: string) => void;

/** @returns the exit code: 0 done, 1 rows at fault or refused, 2 the command was not understood */
export async function importLeads(
  file: string,
  options: ImportOptions,
  { config, environment }: { readonly config: Config; readonly environment: NodeJS.ProcessEnv },
  say: Say,
  complain: Say,
): Promise<number> {
  let plan: Plan;
  let checked: Checked;
  try {
    plan = await planImport(file, await mappingOf(options), options, config);
    checked = await check(plan, config);
  } catch (error) {
    if (!(error instanceof BadMapping || error instanceof UnreadableFile)) throw error;
    complain(error.message);
    return 2;
  }
  for (const line of reportOf(plan, checked)) say(line);
  const hasFaults = checked.faults.size > 0;
  if (!options.yes) {
    say('An import is counted, and sends nothing: no notice, webhook, reply, confirmation or sequence.');
    say('Nothing is sent yet. Add --yes to import it; rows at fault are left out.');
    return hasFaults ? 1 : 0;
  }
  const instance = connect(findInstance(environment));
  const progress = await Progress.of({ ...plan, dates: checked.dates }, instance.url);
  if (progress.rows > 0) say(`An import of this file was stopped: it goes on after row ${progress.rows}.`);
  const sent = await send(instance, { ...plan, dates: checked.dates }, config, progress, checked.rows);
  await progress.done();
  say(`${sent} sent to ${instance.url}. What was imported before is not counted again.`);
  return hasFaults ? 1 : 0;
}

async function mappingOf({ like, map }: ImportOptions): Promise<Mapping> {
  if (map !== undefined) {
    const text = await readFile(map, 'utf8').catch((cause: unknown) => {
      throw new BadMapping(`--map ${map} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, {
        cause,
      });
    });
    return readMapping(text, map);
  }
  if (like === undefined) return { rows: [{}] };
  const preset = Object.hasOwn(PRESETS, like) ? PRESETS[like] : undefined;
  if (preset !== undefined) return preset;
  throw new BadMapping(
    `--like ${like}: known are ${Object.keys(PRESETS).join(', ')}. For others write a --map.`,
  );
}

function reportOf({ file, rows, calendar, unused }: Plan, checked: Checked): readonly string[] {
  const { calls, skipped, faults, undated, expired, earliest, latest } = checked;
  const day = (at: number): string => calendar.dayOf(at);
  return [
    `${file}: ${checked.rows} rows make ${calls} ${rows.map(targetOf).join(' and ')}.`,
    ...rows.flatMap(({ email, time, fields = {} }) => [
      `  e-mail from "${email}"${time === undefined ? '' : `, time from "${time}" (${calendar.timezone} where it names no zone)`}`,
      ...Object.entries(fields).map(
        ([name, column]) => `  ${name} from "${[column].flat().join('" and "')}"`,
      ),
    ]),
    ...(unused.length > 0 ? [`  not taken: ${unused.map((name) => `"${name}"`).join(', ')}`] : []),
    ...(earliest === undefined || latest === undefined
      ? []
      : [`  from ${day(earliest)} to ${day(latest)}${earliest === latest ? '' : `, ${calendar.timezone}`}`]),
    ...(skipped > 0 ? [`  ${skipped} rows are not meant by the mapping.`] : []),
    ...(undated > 0 ? [`  ${undated} have no time: they count at the moment of the import.`] : []),
    ...(expired > 0
      ? [
          `  ${expired} are longer ago than "retention" keeps: a lead without a newer event is erased within a week.`,
        ]
      : []),
    ...[...faults].map(
      ([why, { rows: n, lines }]) =>
        `  left out: ${n} ${n === 1 ? 'row' : 'rows'}, ${why} (line ${lines.join(', ')}${n > lines.length ? ', …' : ''})`,
    ),
  ];
}

function targetOf({ form, event }: Plan['rows'][number]): string {
  if (form !== undefined) return `submissions of the form ${form}`;
  return event === undefined ? 'contacts' : `events "${event}"`;
}

/** Far below the 512 KiB that a batch may have. */
const BATCH_CALLS = 200;
const BATCH_BYTES = 300_000;

/** Batch by batch, in the order of the file: what is kept of the progress is what was accepted. */
async function send(
  instance: Instance,
  plan: Plan,
  config: Config,
  progress: Progress,
  rows: number,
): Promise<number> {
  const bar = new SingleBar({
    format: 'sent {bar} {value}/{total} rows',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 2_000,
    barsize: 30,
  });
  bar.start(rows, progress.rows);
  const before = progress.rows;
  let row = 0;
  let sent = 0;
  let batch: Call[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await instance.batch('secret', batch);
    sent += batch.length;
    batch = [];
    bytes = 0;
    await progress.keep(row);
    bar.update(row);
  };
  try {
    for await (const calls of callsOf(plan, config)) {
      if (row >= before) {
        const size = calls.reduce((sum, call) => sum + Buffer.byteLength(JSON.stringify(call)), 0);
        if (batch.length + calls.length > BATCH_CALLS || bytes + size > BATCH_BYTES) await flush();
        batch.push(...calls);
        bytes += size;
      }
      row++;
    }
    if (row > before) await flush();
  } finally {
    bar.stop();
  }
  return sent;
}
