// The canary of the tests: finds an address in whatever a host or a function says, and nothing else.
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { MailNotSent } from '../../functions/runtime/mail.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { AddressLeaked, assertNoAddress } from '../support/canary.ts';
import { ledTo } from '../support/led-to.ts';
import { onLoopback } from '../support/loopback.ts';
import { takeLeaks } from '../support/watched-output.ts';

describe('the canary', () => {
  it.each([
    'capture  │ info  SubmissionAccepted email=anna@example.com',
    '{"message":"not told yet","error":{"message":"no answer of Anna.B+c@Example.co.uk"}}',
    'GET /leads?email=anna%40example.com 200',
    '{"said":"anna\\u0040example.com"}',
    '<anna@example.com>',
    'mailto:anna@example.com.',
  ])('finds the address in %s', (line) => {
    expect(() => assertNoAddress(`a\n${line}\nb`)).toThrow(AddressLeaked);
    expect(() => assertNoAddress(line)).toThrow(AddressLeaked);
  });

  it.each([
    'at node_modules/@aws-sdk/client-sqs/dist/index.js:1',
    'esbuild@0.28.2 is used',
    'info  batch Told=3 NotToldYet=1',
    'an @ alone, a@b, and https://user@localhost/',
  ])('finds none in %s', (line) => expect(() => assertNoAddress(line)).not.toThrow());

  it('finds one in a redirect', async () => {
    const { url, close } = await onLoopback(
      createServer((_, response) => response.writeHead(303, { location: '/thanks?of=a%40b.example' }).end()),
    );
    expect(() => assertNoAddress('', url)).not.toThrow();
    await (await fetch(url, { redirect: 'manual' })).arrayBuffer();
    close();
    expect(() => assertNoAddress('', url)).toThrow('/thanks?of=a%40b.example');
  });
});

describe('the watch over a run of the tests', () => {
  const ADDRESS = 'anna@example.com';
  const telemetry = createTelemetry('test', () => {});

  it.each<readonly [string, () => void]>([
    ['a line of log, wherever it is written', () => telemetry.warn('NotTold', { to: ADDRESS })],
    ['the message of an error', () => telemetry.error('failed', new MailNotSent(`to ${ADDRESS}`))],
    ['a metric', () => telemetry.tellOf('QuotaReached', { door: `key:${ADDRESS}` })],
    [
      'a metric of the work in hand',
      () => {
        telemetry.count(`Sent to ${ADDRESS}`);
        telemetry.finish('done');
      },
    ],
    ['what a program prints', () => console.log('sent to', ADDRESS)],
    ['what a process writes', () => void process.stderr.write(`\u001b[2K${ADDRESS}\u001b[2K\r\u001b[2K`)],
    ['a redirect', () => ledTo({ location: '/thanks?of=anna%40example.com' }, '')],
    ['a link of a page', () => ledTo({}, `<p><a class="x" href="/leads?email=${ADDRESS}">${ADDRESS}</a>`)],
  ])('finds an address in %s', (_, say) => {
    expect(takeLeaks()).toEqual([]);
    say();
    expect(takeLeaks()).toHaveLength(1);
  });

  it('finds none where a page shows one to its owner', () => {
    ledTo({ 'content-type': 'text/html' }, `<h1>${ADDRESS}</h1><a href="mailto:${ADDRESS}">write</a>`);
    expect(takeLeaks()).toEqual([]);
  });
});
