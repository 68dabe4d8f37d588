// The command over table and bucket, here or on AWS: writes the data now, and copies what was written last.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { exportBucket } from '../../functions/store/data-out/export-bucket.ts';
import { ExportTakenOver } from '../../functions/write-data/held-export.ts';
import { writeDataIn } from '../../functions/write-data/write-data-in.ts';
import { loadConfig } from '../../lib/configuration.ts';
import { readArguments, refuse, type Say } from '../arguments.ts';
import { storesHere } from '../local/stores-here.ts';
import { copyExport, FolderInUse, NothingWritten } from './copy-export.ts';

const USAGE = `npm run data -- write             writes events and report cells as files, now
npm run data -- copy <folder>     copies what was written last into a folder; a copy that is there is replaced

It speaks to the imbuto that runs here (IMBUTO_DATA), or to one on AWS, in the account and region of the environment:

  IMBUTO_TABLE=<the output LeadTable>  IMBUTO_DATA_BUCKET=<the output DataBucket>

Both need dataOut in the configuration. See docs/data-out.md.`;

const OPTIONS = { help: { type: 'boolean', default: false } } as const;

type Place = {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly s3: S3Client;
  readonly bucket: string;
};

/** @returns the exit code: 0 done, 1 there is nothing to write or to copy or another run is at it, 2 not understood or no imbuto found */
export async function commandData(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: Say = console.log,
  complain: Say = console.error,
): Promise<number> {
  const parsed = readArguments(args, OPTIONS);
  if (typeof parsed === 'string') return refuse(complain, parsed);
  const { values, positionals } = parsed;
  const [verb, folder, ...rest] = positionals;
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const isUnderstood =
    (verb === 'write' && folder === undefined) || (verb === 'copy' && folder !== undefined);
  if (!isUnderstood || rest.length > 0) return refuse(complain, USAGE);
  const place = placeOf(environment);
  if (typeof place === 'string') return refuse(complain, place);
  try {
    return folder === undefined
      ? await write(place, environment, say, complain)
      : await copy(place, folder, say);
  } catch (error) {
    const isExpected =
      error instanceof NothingWritten || error instanceof FolderInUse || error instanceof ExportTakenOver;
    if (!isExpected) throw error;
    complain(`${error.message}.`);
    return 1;
  } finally {
    place.client.destroy();
    place.s3.destroy();
  }
}

async function write(
  { client, table, s3, bucket }: Place,
  environment: NodeJS.ProcessEnv,
  say: Say,
  complain: Say,
): Promise<number> {
  const { outcome, counts } = await writeDataIn(
    {
      ...{ client, table },
      config: await loadConfig(environment),
      bucket: exportBucket(s3, bucket),
      remaining: () => Number.POSITIVE_INFINITY,
    },
    true,
  );
  if (counts !== undefined) {
    say(`Written: ${counts.events} events of ${counts.leads} leads, and ${counts.cells} cells.`);
    return 0;
  }
  complain(
    outcome === 'busy'
      ? 'Another run is writing at this moment. If it was stopped, this can be done in a quarter of an hour.'
      : 'There is nothing to write: nothing was ever counted.',
  );
  return 1;
}

async function copy({ s3, bucket }: Place, folder: string, say: Say): Promise<number> {
  const { files, ended } = await copyExport(s3, bucket, folder);
  say(`Copied ${files} files, written until ${ended}, into ${folder}.`);
  return 0;
}

/** @returns why there is none, as a sentence */
function placeOf(environment: NodeJS.ProcessEnv): Place | string {
  const { IMBUTO_TABLE: table, IMBUTO_DATA_BUCKET: bucket } = environment;
  if (table && bucket) return { client: new DynamoDBClient({}), table, s3: new S3Client({}), bucket };
  if (table || bucket) return 'Name both, the table and the bucket: IMBUTO_TABLE and IMBUTO_DATA_BUCKET.';
  const here = storesHere(environment);
  if (here === undefined) {
    const directory = environment.IMBUTO_DATA || '.imbuto';
    return `No imbuto runs in ${directory}. Start one with "npm start" and leave it running, or name a table and a bucket: IMBUTO_TABLE and IMBUTO_DATA_BUCKET.`;
  }
  if (here.data === undefined)
    return `The imbuto that runs here writes no data: add dataOut: { every: 'day' } to the configuration.`;
  return {
    client: new DynamoDBClient({ ...here.connection, endpoint: here.dynamodb }),
    table: here.table,
    s3: new S3Client({ ...here.connection, endpoint: here.data.endpoint, forcePathStyle: true }),
    bucket: here.data.bucket,
  };
}
