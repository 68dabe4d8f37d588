// A function that makes one request with each AWS client of the functions, to be bundled as they are.
import { GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { dynamoDbClient } from '../../functions/runtime/aws/dynamodb.ts';
import { s3Client } from '../../functions/runtime/aws/s3.ts';
import { sesClient } from '../../functions/runtime/aws/ses.ts';
import { sqsClient } from '../../functions/runtime/aws/sqs.ts';

const dynamoDb = dynamoDbClient();
const s3 = s3Client();

const REQUESTS: Readonly<Record<string, (queueUrl: string) => Promise<unknown>>> = {
  sendMessage: (QueueUrl) => sqsClient().send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' })),
  getItem: () => dynamoDb.send(new GetItemCommand({ TableName: 'leads', Key: { pk: { S: 'a' } } })),
  transactWriteItems: () =>
    dynamoDb.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName: 'leads', Item: { pk: { S: 'a' } } } }],
      }),
    ),
  putObject: () => s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'a/b.json', Body: '{}' })),
  getObject: async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'reports', Key: 'a/b.json' }));
    return Body?.transformToString();
  },
  sendEmail: () =>
    sesClient().send(
      new SendEmailCommand({
        FromEmailAddress: 'hello@example.com',
        Destination: { ToAddresses: ['owner@example.com'] },
        Content: { Simple: { Subject: { Data: 'a' }, Body: { Text: { Data: 'b' } } } },
      }),
    ),
};

/** Each request's answer, or the error's name and what came with it. */
export const handler = async (queueUrl: string): Promise<Record<string, unknown>> => {
  const answers = await Promise.all(
    Object.entries(REQUESTS).map(async ([name, request]) => [
      name,
      await request(queueUrl).catch(({ name: error, message, CancellationReasons, $metadata }) => ({
        error,
        message,
        CancellationReasons,
        attempts: $metadata?.attempts,
      })),
    ]),
  );
  return Object.fromEntries(answers);
};
