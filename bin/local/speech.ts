// What the host prints: lines that begin with who speaks.

export type Speech = {
  /** A line of a function's own, as it wrote it. */
  hear(speaker: string, line: string): void;
  warn(speaker: string, message: string): void;
  error(speaker: string, message: string): void;
};

export type SpeechSettings = {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown };
  /** Only warnings and errors. */
  readonly quiet: boolean;
};

const LOUD = new Set(['warn', 'error', 'critical', 'fatal']);

export function createSpeech({ out, err, quiet }: SpeechSettings): Speech {
  let width = 8;

  function print(stream: SpeechSettings['out'], speaker: string, text: string): void {
    width = Math.max(width, speaker.length);
    for (const line of text.split('\n')) stream.write(`${speaker.padEnd(width)} │ ${line}\n`);
  }

  return {
    hear(speaker, line) {
      const { level, text } = readLine(line);
      const loud = LOUD.has(level);
      if (text !== '' && (loud || !quiet)) print(loud ? err : out, speaker, text);
    },
    warn: (speaker, message) => print(err, speaker, `warn  ${message}`),
    error: (speaker, message) => print(err, speaker, `error ${message}`),
  };
}

type Line = { readonly level: string; readonly text: string };

/** Functions write JSON for CloudWatch; people read words. Metrics embedded in a line are not for reading. */
export function readLine(line: string): Line {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return { level: 'info', text: line };
  }
  if (typeof record !== 'object' || record === null) return { level: 'info', text: line };
  const {
    level: said,
    message,
    time: _time,
    timestamp: _at,
    service: _service,
    installation: _installation,
    _aws,
    error,
    ...fields
  } = record as Readonly<Record<string, unknown>>;
  if (message === undefined && _aws !== undefined) return { level: 'info', text: '' };
  const level = typeof said === 'string' ? said.toLowerCase() : 'info';
  const rest = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const first = [level.padEnd(5), String(message ?? ''), ...rest].join(' ').trimEnd();
  return { level, text: error === undefined ? first : [first, ...describe(error)].join('\n') };
}

function describe(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [`      ${String(error)}`];
  const { name, message, code, frames, stack, cause } = error as Readonly<Record<string, unknown>>;
  const head = [name, message, code].filter((part) => typeof part === 'string').join(': ');
  const traced = Array.isArray(frames)
    ? frames.map(String)
    : typeof stack === 'string'
      ? stack.split('\n').slice(1)
      : [];
  return [
    `      ${head}`,
    ...traced.map((frame) => `        ${frame.trim()}`),
    ...(cause === undefined ? [] : ['      caused by', ...describe(cause)]),
  ];
}
