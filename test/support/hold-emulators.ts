// Starts the emulators and holds them until it is killed: for the test of what they do then.
import { startEmulators } from './emulators.ts';

const emulators = await startEmulators({ dynamodb: true, sqs: true, s3: true });
process.stdout.write(`${JSON.stringify([emulators.dynamodb.endpoint, emulators.sqs.endpoint])}\n`);
setInterval(() => {}, 60_000);
