// What synth and deploy say of keys that nothing acts on: warnings of the stack, which the CLI prints.
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { expect, it } from 'vitest';
import type { Config } from '../../functions/domain/config/config.ts';
import { STACK_NAME } from '../../lib/synthesise.ts';
import { smallConfig } from '../support/configs.ts';
import { configWith, synthesised } from '../support/synthesised.ts';

async function messagesOf(config: Config) {
  const { directory } = await synthesised(config);
  const { messages } = new CloudAssembly(directory).getStackByName(STACK_NAME);
  return messages.map(({ level, entry }) => `${level}: ${entry.data}`);
}

it('are none where none is set', async () => {
  expect(await messagesOf(configWith())).toEqual([]);
});

it('name the place of each, and fail nothing', async () => {
  const { form } = smallConfig();
  const forms = [{ ...form, delivers: 'guide.pdf' }];
  expect(await messagesOf(configWith({ forms, retention: '3y' }))).toEqual([
    expect.stringMatching(/^warning: forms\[0\]\.delivers says .* nothing acts on it: no file is sent\./),
  ]);
});
