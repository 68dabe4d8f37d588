// The client of the lead store.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings } from './client-settings.ts';

/** The largest transaction takes a second or so; more than five is a lost answer. */
export function dynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient(clientSettings('DYNAMODB', { requestTimeout: 5_000, attempts: 4 }));
}
