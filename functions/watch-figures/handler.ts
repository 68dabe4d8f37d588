// The entry of watching: the schedule calls it every hour, at least once, where alerts are configured.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { readConfig, readEnvironment } from '../runtime/environment.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { readFigures, writeFigure } from '../store/alerts/figure-states.ts';
import { readDays } from '../store/counters/read-days.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readShown } from '../store/definitions/shown-funnels.ts';
import { type WatchDeps, watchFigures } from './watch-figures.ts';

const { tableName: table } = readEnvironment('tableName');
const config = readConfig();
const client = dynamoDbClient();
const known = new KnownDefinitions({ client, table });
const telemetry = createTelemetry('watch-figures');

const deps: Omit<WatchDeps, 'remaining'> = {
  config,
  served: () => readShown({ client, table }, known, config),
  readCells: (wanted) => readDays(client, table, wanted),
  readFigures: () => readFigures({ client, table }),
  writeFigure: (figure, notes) => writeFigure({ client, table }, figure, notes, Date.now()),
  now: Date.now,
  onFailure: (alert, error) => telemetry.error('figures of an alert not judged', error, { alert }),
};

/** Some figures could not be judged; the next run makes up for them. */
class WatchIncomplete extends Error {
  override readonly name = 'WatchIncomplete';
}

export const handler = middy<unknown, void, Error, Context>().handler(async (_event, context) => {
  const remaining = () => context.getRemainingTimeInMillis();
  const { judged, began, ended, complete } = await watchFigures({ ...deps, remaining });
  telemetry.finish('figures judged', { judged, began, ended, complete });
  // An alarm waits for a run that ends without an error: this one did not do all that is due.
  if (!complete) throw new WatchIncomplete('not every figure that is due was judged');
});
