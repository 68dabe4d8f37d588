// The message of a recount: what it says, and how long it is held back.
import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { decodeRecount, recountQueue } from '../../functions/queue/recount-message.ts';

/** A client that keeps what it is to send. */
function recorder() {
  const sent: SendMessageCommand['input'][] = [];
  const client = {
    send: async (command: SendMessageCommand) => {
      sent.push(command.input);
    },
  } as unknown as Pick<SQSClient, 'send'>;
  return { sent, client };
}

describe('the message of a recount', () => {
  it('is read as it was sent, and held back for a quarter of an hour at most', async () => {
    const { sent, client } = recorder();
    const send = recountQueue(client, 'https://queue');
    await send({ run: 7, segment: 3 }, 0);
    await send({ run: 7, segment: 3 }, 3_600);
    expect(sent.map(({ DelaySeconds }) => DelaySeconds)).toEqual([0, 900]);
    expect(sent.map(({ MessageBody }) => decodeRecount(MessageBody ?? ''))).toEqual(
      Array(2).fill({ run: 7, segment: 3 }),
    );
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"v":2,"run":1,"segment":0}',
    '{"v":1,"run":"1","segment":0}',
    '{"v":1,"run":1}',
    '{"v":1,"run":1,"segment":-1}',
  ])('is refused as %j', (body) => {
    expect(() => decodeRecount(body)).toThrow(/the message/);
  });
});
