// The function that sites and servers send events to, by Segment's tracking API.
import { randomBytes } from 'node:crypto';
import { KEY_QUOTA } from '../domain/config/door.ts';
import { dynamoDbCalls } from '../door/aws-json.ts';
import { doorTable, openDoor } from '../door/door.ts';
import { missedLedger } from '../door/missed.ts';
import { valueLedger } from '../door/values.ts';
import { sqsQueue } from '../queue/sender.ts';
import { sqsCalls } from '../queue/sqs-calls.ts';
import { isBot } from '../runtime/bots.ts';
import { readAwsEnvironment, readConfig, readEnvironment, readOptional } from '../runtime/environment.ts';
import { httpFunction } from '../runtime/http.ts';
import { secretAt } from '../runtime/secrets.ts';
import { readsNoShareToken, shareTokenReader } from '../runtime/share-token.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { collectHeaders } from './origins.ts';
import { type CollectRouteDeps, collect } from './routes.ts';

const environment = readEnvironment('queueUrl', 'publicKey', 'secretKeySecret', 'doorTableName');
const { queueUrl, publicKey, secretKeySecret, doorTableName } = environment;
const config = readConfig();
const telemetry = createTelemetry('collect');
const doorCalls = dynamoDbCalls(readAwsEnvironment('DYNAMODB'));
const formKeySecret = readOptional('formKeySecret');
const shareKey = formKeySecret === undefined ? undefined : secretAt(formKeySecret);
const deps: CollectRouteDeps = {
  config,
  telemetry,
  queue: sqsQueue(sqsCalls(readAwsEnvironment('SQS')), queueUrl),
  door: openDoor(doorTable(doorCalls, doorTableName), telemetry),
  missed: missedLedger(doorCalls, doorTableName, config.timezone, telemetry),
  values: valueLedger(doorCalls, doorTableName, telemetry),
  keys: {
    publicKeys: config.publicKeys ?? [{ key: publicKey, quota: KEY_QUOTA }],
    secretKey: secretAt(secretKeySecret),
  },
  shareReader:
    shareKey &&
    (() =>
      shareKey().then(shareTokenReader, () => {
        telemetry.count('FormKeyUnavailable');
        return readsNoShareToken;
      })),
  isRobot: (userAgent) => isBot(userAgent, {}),
  isRobotRequest: (headers) => isBot(headers['user-agent'], headers),
  randomId: () => randomBytes(16).toString('base64url'),
};

export const handler = httpFunction((request) => collect(deps, request), {
  locale: config.locale,
  telemetry,
  headers: (request) => collectHeaders(config, request),
});
