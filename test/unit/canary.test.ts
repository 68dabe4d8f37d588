// The canary of the hosts of tests: finds an address in whatever a host says, and nothing else.
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { AddressLeaked, assertNoAddress } from '../support/canary.ts';
import { onLoopback } from '../support/loopback.ts';

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
