// Writes gathered rows as one file a day.
import { inLanes } from '../runtime/in-lanes.ts';
import type { ExportBucket } from '../store/data-out/export-bucket.ts';
import type { DayFiles } from './day-files.ts';
import type { HeldExport } from './held-export.ts';

const LANES = 16;

/** No file is begun to be gathered with less time than this left, in ms: writing those of some thousand days takes less. */
export const TIME_TO_WRITE_MS = 120_000;

/** @throws ExportTakenOver */
export async function writeDayFiles(
  bucket: ExportBucket,
  held: HeldExport,
  files: DayFiles,
  { of, name }: { readonly of: 'events' | 'cells'; readonly name: string },
): Promise<void> {
  const { place } = held.running;
  await inLanes(files.take(), LANES, async ([day, contents]) => {
    held.assertHeld();
    await bucket.put(`${place}/${of}/day=${day}/${name}.ndjson.gz`, contents);
  });
}
