// What a function says to CloudWatch: JSON lines, with counters embedded as metrics, and never any personal data.
import { channel } from 'node:diagnostics_channel';
import { readOptional } from './environment.ts';
import { INSTALLATION } from './environment-names.ts';

type Fields = Readonly<Record<string, string | number | boolean>>;
type Unit = 'Count' | 'Seconds' | 'Milliseconds' | 'Bytes';

export type Telemetry = {
  /** `message` is a constant; `fields` hold counts, ids of forms and funnels, codes: nothing of a lead. */
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, error: unknown, fields?: Fields): void;
  /** Adds to a metric of the work in hand; a fact in the past, e.g. `SubmissionAccepted`. */
  count(metric: string, n?: number): void;
  /** One of a metric at once, in a line of its own, by what it is of, e.g. `{ door: 'form:ebook' }`: nothing of a person. */
  tellOf(metric: string, of: Readonly<Record<string, string>>): void;
  /** Sets a metric of the work in hand. */
  measure(metric: string, value: number, unit: Unit): void;
  /** Ends the work in hand: one line, which carries its metrics if there are any (CloudWatch bills lines by size). */
  finish(message: string, fields?: Fields): void;
};

type Metric = { value: number; readonly unit: Unit };

const LEVELS = ['info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

type Settings = { readonly installation?: string | undefined; readonly logLevel?: string | undefined };

const NAMESPACE = 'imbuto';
/** Each line, wherever it is written: tests watch all of them for personal data. */
const SAID = channel('imbuto:said');

/**
 * A line writer of our own: Powertools' logger and metrics would add their start-up to every cold start of the form
 * route, and its logger prints messages of errors, in which V8 quotes the value at fault.
 */
export function createTelemetry(
  service: string,
  write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
  { installation = readOptional('installation'), logLevel = readOptional('logLevel') }: Settings = {},
): Telemetry {
  const metrics = new Map<string, Metric>();
  const whose = { ...(installation === undefined ? {} : { [INSTALLATION]: installation }), service };
  const least = LEVELS.indexOf(logLevel as Level);

  /** A line that carries a metric is written whatever its level: CloudWatch takes metrics from lines. */
  function say(level: Level, message: string, fields: object): void {
    if (LEVELS.indexOf(level) < least && !('_aws' in fields)) return;
    const line = JSON.stringify({ level, time: new Date().toISOString(), service, message, ...fields });
    SAID.publish(line);
    write(line);
  }

  return {
    info: (message, fields = {}) => say('info', message, fields),
    warn: (message, fields = {}) => say('warn', message, fields),
    error: (message, error, fields = {}) => say('error', message, { ...fields, error: describeError(error) }),
    count: (metric, n = 1) =>
      metrics.set(metric, { value: (metrics.get(metric)?.value ?? 0) + n, unit: 'Count' }),
    tellOf: (metric, of) =>
      say('warn', metric, {
        ...of,
        ...embedded(new Map([[metric, { value: 1, unit: 'Count' }]]), { ...whose, ...of }),
      }),
    measure: (metric, value, unit) => metrics.set(metric, { value, unit }),
    finish: (message, fields = {}) => {
      say('info', message, metrics.size === 0 ? fields : { ...fields, ...embedded(metrics, whose) });
      metrics.clear();
    },
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function embedded(
  metrics: ReadonlyMap<string, Metric>,
  dimensions: Readonly<Record<string, string>>,
): object {
  return {
    ...dimensions,
    ...Object.fromEntries([...metrics].map(([name, { value }]) => [name, value])),
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: [...metrics].map(([Name, { unit }]) => ({ Name, Unit: unit })),
        },
      ],
    },
  };
}

/**
 * An error without what a person may have typed. V8's own errors quote the value at fault, and so do DynamoDB's
 * validation errors: of those only the name and the place are told. Errors of named classes are told whole.
 */
function describeError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { $metadata } = error as { $metadata?: { requestId?: unknown; httpStatusCode?: unknown } };
  return {
    name: error.name,
    ...(quotesValues(error) ? {} : { message: error.message }),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...($metadata ? { awsRequestId: $metadata.requestId, awsStatus: $metadata.httpStatusCode } : {}),
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

const BUILT_IN = new Set([
  'Error',
  'TypeError',
  'SyntaxError',
  'RangeError',
  'URIError',
  'ReferenceError',
  'EvalError',
  'AggregateError',
]);

function quotesValues({ name }: Error): boolean {
  return BUILT_IN.has(name) || name === 'ValidationException' || name === 'TransactionCanceledException';
}
