// What the local host prints, and what it reads from its command line.
import { describe, expect, it } from 'vitest';
import { readOptions, WrongOption } from '../../bin/local/options.ts';
import { createSpeech, readLine } from '../../bin/local/speech.ts';

function listen(quiet = false) {
  const said: string[] = [];
  const stream = (name: string) => ({ write: (text: string) => said.push(`${name}: ${text}`) });
  return { said, speech: createSpeech({ out: stream('out'), err: stream('err'), quiet }) };
}

describe('speech', () => {
  it('begins every line with who speaks', () => {
    const { said, speech } = listen();
    speech.hear('capture', 'plain words');
    speech.error('recount', 'first\nsecond');
    expect(said).toEqual([
      'out: capture  │ plain words\n',
      'err: recount  │ error first\n',
      'err: recount  │ second\n',
    ]);
  });

  it('makes words of JSON lines, without their metrics', () => {
    const line = JSON.stringify({
      level: 'info',
      time: '2026-01-01T00:00:00.000Z',
      service: 'capture',
      message: 'answered',
      status: 202,
      route: 'ANY /f/{form}',
      SubmissionAccepted: 1,
      _aws: { CloudWatchMetrics: [] },
    });
    expect(readLine(line)).toEqual({
      level: 'info',
      text: 'info  answered status=202 route=ANY /f/{form} SubmissionAccepted=1',
    });
  });

  it('leaves out lines that hold metrics only', () => {
    const { said, speech } = listen();
    speech.hear('progress', JSON.stringify({ _aws: {}, LeadAdvanced: 3 }));
    expect(said).toEqual([]);
  });

  it('tells an error with its place and its cause', () => {
    const error = {
      name: 'QueueUnavailable',
      message: 'no answer',
      frames: ['at send (sender.ts:1:2)'],
      cause: { name: 'TimeoutError' },
    };
    expect(readLine(JSON.stringify({ level: 'error', message: 'failed', error })).text.split('\n')).toEqual([
      'error failed',
      '      QueueUnavailable: no answer',
      '        at send (sender.ts:1:2)',
      '      caused by',
      '      TimeoutError',
    ]);
  });

  it('says warnings and errors only when it is to be quiet', () => {
    const { said, speech } = listen(true);
    for (const level of ['info', 'warn', 'ERROR'])
      speech.hear('collect', JSON.stringify({ level, message: level }));
    expect(said).toEqual(['err: collect  │ warn  warn\n', 'err: collect  │ error ERROR\n']);
  });

  it('takes for words what looks like JSON and is none', () => {
    expect(['{', '7', 'null', '{"a":'].map((line) => readLine(line).text)).toEqual([
      '{',
      '7',
      'null',
      '{"a":',
    ]);
  });
});

describe('options', () => {
  it('are those of the contract by default', () => {
    expect(readOptions([], {})).toMatchObject({
      dataDirectory: '.imbuto',
      hostname: undefined,
      port: 3000,
      fresh: false,
    });
  });

  it('come from the environment and the command line', () => {
    expect(
      readOptions(['--fresh', '--quiet'], { PORT: '0', HOST: '0.0.0.0', IMBUTO_DATA: '/data' }),
    ).toMatchObject({
      dataDirectory: '/data',
      hostname: '0.0.0.0',
      port: 0,
      fresh: true,
      quiet: true,
    });
  });

  it.each(['-1', '65536', '80.5', 'http'])('refuse PORT=%s', (PORT) => {
    expect(() => readOptions([], { PORT })).toThrow(WrongOption);
  });

  it('refuse what they do not know, and show what they do', () => {
    expect(() => readOptions(['--frehs'], {})).toThrow(/--frehs[\s\S]*--fresh/);
  });
});
