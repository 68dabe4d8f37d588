// Writes gathered rows as one file a day.
import { inLanes } from '../runtime/in-lanes.ts';
import type { ExportBucket } from '../store/data-out/export-bucket.ts';
import type { Place } from '../store/data-out/export-state.ts';
import type { DayFiles } from './day-files.ts';

const LANES = 16;

/** No file is begun to be gathered with less time than this left, in ms: writing those of some thousand days takes less. */
export const TIME_TO_WRITE_MS = 120_000;

export type InPlace = { readonly place: Place; readonly of: 'events' | 'cells'; readonly name: string };

export async function writeDayFiles(
  bucket: ExportBucket,
  files: DayFiles,
  { place, of, name }: InPlace,
): Promise<void> {
  await inLanes(files.take(), LANES, ([day, contents]) =>
    bucket.put(`${place}/${of}/day=${day}/${name}.ndjson.gz`, contents),
  );
}
