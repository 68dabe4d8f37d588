// What a function says to CloudWatch, and what it never says.
import { describe, expect, it } from 'vitest';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';

function telemetry() {
  const lines: string[] = [];
  const spoken = createTelemetry('capture', (line) => lines.push(line));
  return { ...spoken, lines: () => lines.map((line) => JSON.parse(line)), text: () => lines.join('\n') };
}

describe('the end of a piece of work', () => {
  it('is one line that carries its metrics, each counted once', () => {
    const { count, measure, finish, lines } = telemetry();
    count('SubmissionAccepted');
    count('SubmissionAccepted', 2);
    measure('OldestMessage', 7, 'Seconds');
    finish('answered', { status: 303 });
    finish('answered', { status: 404 });

    expect(lines()[0]).toMatchObject({
      level: 'info',
      service: 'capture',
      message: 'answered',
      status: 303,
      SubmissionAccepted: 3,
      OldestMessage: 7,
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'imbuto',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'SubmissionAccepted', Unit: 'Count' },
              { Name: 'OldestMessage', Unit: 'Seconds' },
            ],
          },
        ],
      },
    });
    expect(lines()[1]).not.toHaveProperty('_aws');
  });
});

describe('an error', () => {
  it('of our own is told whole, with where it was and why', () => {
    class QueueGone extends Error {
      override readonly name = 'QueueGone';
    }
    const { error, lines } = telemetry();
    error('unexpected', new QueueGone('the queue is gone', { cause: new QueueGone('no network') }), {
      status: 503,
    });
    expect(lines()[0]).toMatchObject({
      level: 'error',
      status: 503,
      error: { name: 'QueueGone', message: 'the queue is gone', cause: { message: 'no network' } },
    });
    expect(lines()[0].error.frames[0]).toMatch(/telemetry\.test\.ts/);
  });

  it('that quotes what somebody typed is told by name and place only', () => {
    const { error, text } = telemetry();
    for (const body of ['anna@example.com', '{"a": anna}']) {
      try {
        JSON.parse(body);
      } catch (thrown) {
        error('unexpected', new TypeError(`cannot read ${body}`, { cause: thrown }));
      }
    }
    error('unexpected', Object.assign(new Error('bad value anna'), { name: 'ValidationException' }));
    error('unexpected', 'anna');
    expect(text()).not.toContain('anna');
    expect(text()).toContain('SyntaxError');
  });

  it('whose causes go round in a circle is told all the same', () => {
    const circle: { cause?: unknown } & Error = new RangeError('x');
    circle.cause = circle;
    const { error, lines } = telemetry();
    error('unexpected', circle);
    expect(lines()).toHaveLength(1);
  });
});

describe('settings', () => {
  function said(settings: Parameters<typeof createTelemetry>[2]): readonly Record<string, unknown>[] {
    const lines: string[] = [];
    const spoken = createTelemetry('capture', (line) => lines.push(line), settings);
    spoken.info('answered');
    spoken.warn('slow');
    spoken.count('SubmissionAccepted');
    spoken.finish('done');
    return lines.map((line) => JSON.parse(line));
  }

  it('name the installation in each metric, and in nothing else', () => {
    const [info, , done] = said({ installation: 'shop-Funnels' });
    expect(info).not.toHaveProperty('installation');
    expect(done).toMatchObject({
      installation: 'shop-Funnels',
      _aws: { CloudWatchMetrics: [{ Dimensions: [['installation', 'service']] }] },
    });
  });

  it('leave out lines below the level, but no metric', () => {
    expect(said({ logLevel: 'info' }).map(({ message }) => message)).toEqual(['answered', 'slow', 'done']);
    expect(said({ logLevel: 'warn' }).map(({ message }) => message)).toEqual(['slow', 'done']);
    expect(said({ logLevel: 'error' }).map(({ message }) => message)).toEqual(['done']);
  });
});
