// `npm run channels`: which channel, and which rule decided.
import { expect, it } from 'vitest';
import { toldOfChannels as told } from '../support/tell-channel.ts';

it('names a default rule and why it matched', async () => {
  const [code, text] = await told(['https://example.com/p?utm_source=fb&utm_medium=cpc']);
  expect(code).toBe(0);
  expect(text).toMatch(/^channel +Paid Social$/m);
  expect(text).toMatch(
    /^decided by +default rule Paid Social: the source is a social site, and the medium is "cpc"$/m,
  );
  expect(text).toMatch(/^source +facebook$/m);
});

it('names a rule of the configuration by its place', async () => {
  const rules = [
    { when: { source: 'x' }, channel: 'Email' },
    { when: { referrer: 'forum.example' }, channel: 'Community' },
  ];
  const [code, text] = await told(['example.com/', '--referrer', 'https://forum.example/a'], { rules });
  expect(code).toBe(0);
  expect(text).toMatch(/^channel +Community$/m);
  expect(text).toMatch(/^decided by +channels\.rules\[1\] of the configuration$/m);
});

it('says why a referrer counts for nothing', async () => {
  const [, text] = await told(['https://example.com/', '--referrer', 'https://pay.example/'], {
    ignoreReferrers: ['pay.example'],
  });
  expect(text).toMatch(/^channel +Direct$/m);
  expect(text).toContain('the referrer is not one');
});

it.each([
  [[], 1],
  [['a', 'b'], 1],
  [['--unknown'], 1],
  [['--help'], 0],
])('explains itself to %j', async (args, code) => {
  const [exit, text] = await told(args);
  expect(exit).toBe(code);
  expect(text).toContain('npm run channels -- <address>');
});

it('refuses a configuration that cannot be used, with the fix', async () => {
  const [code, text] = await told(['https://example.com/'], { rules: [{ when: {}, channel: 'x' }] });
  expect(code).toBe(1);
  expect(text).toContain('channels.rules[0].when');
});
