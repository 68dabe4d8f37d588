// How submissions are packed into messages.
import { describe, expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { decodeMessage } from '../../functions/queue/message.ts';
import { MESSAGE_LIMITS, packMessages, sqsQueue } from '../../functions/queue/sender.ts';
import type { SqsCalls } from '../../functions/queue/sqs-calls.ts';

function submission(n: number, text = ''): Submission {
  const properties = { text };
  return {
    ids: { user: `u${n}` },
    event: { id: `p:${n}`, time: n, received: n, kind: 'event', name: 'X', trusted: false, properties },
  };
}

describe('the messages of one request', () => {
  it('are one for what a request usually holds', () => {
    const submissions = Array.from({ length: 100 }, (_, n) => submission(n));
    const bodies = packMessages(submissions);
    expect(bodies.map((body) => decodeMessage(body))).toEqual([submissions]);
  });

  it('are more where one would be too large, in order and with nothing lost', () => {
    const submissions = Array.from({ length: 1200 }, (_, n) => submission(n, 'è'.repeat(n % 400)));
    const bodies = packMessages(submissions);
    expect(bodies.flatMap((body) => decodeMessage(body))).toEqual(submissions);
    expect(bodies.length).toBeGreaterThan(2);
    for (const body of bodies) {
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MESSAGE_LIMITS.bytes + 100);
      expect(decodeMessage(body).length).toBeLessThanOrEqual(MESSAGE_LIMITS.submissions);
    }
  });

  it('hold a single submission whatever its size', () => {
    const large = submission(1, 'x'.repeat(300_000));
    expect(
      packMessages([submission(0), large, submission(2)]).map((body) => decodeMessage(body).length),
    ).toEqual([1, 1, 1]);
  });

  it('hold no character that SQS or an emulator of it refuses, and give each one back', () => {
    const odd = submission(1, 'a\u0000\u001f\ufffe\uffff\ud83d\ude00\u2028');
    const [body = ''] = packMessages([odd]);
    expect(body).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/);
    expect(decodeMessage(body)).toEqual([odd]);
  });

  it('are none for nothing', () => {
    expect(packMessages([])).toEqual([]);
  });
});

describe('a request of several messages', () => {
  const submissions = Array.from({ length: 1200 }, (_, n) => submission(n));

  function queueThat(refuses: boolean) {
    const sent: string[] = [];
    const calls: SqsCalls = async (operation) => {
      sent.push(operation);
      return { Failed: refuses ? [{ Id: '1' }] : [] };
    };
    return { sent, queue: sqsQueue(calls, 'https://sqs.example/q') };
  }

  it('is sent in one call', async () => {
    const { sent, queue } = queueThat(false);
    await queue.send(submissions);
    expect(sent).toEqual(['SendMessageBatch']);
  });

  it('is not held where one of them was refused', async () => {
    await expect(queueThat(true).queue.send(submissions)).rejects.toMatchObject({ name: 'QueueUnavailable' });
  });
});
