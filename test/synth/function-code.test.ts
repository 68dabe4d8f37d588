// What is uploaded as a function's code: the bundle as it was made, and the configuration beside it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../lib/function-name.ts';
import {
  configWith,
  emptyBundles,
  mailingConfig,
  type Synthesised,
  synthesised,
} from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised(mailingConfig());
});

/** The name of an asset begins with the digest of what it was made from. */
function assetOf(stack: Synthesised, name: FunctionName): string {
  return stack.function(name)[1].Properties.Code.S3Key.replace(/\.zip$/, '');
}

describe('the code of a function', () => {
  it.each(FUNCTION_NAMES)(
    '%s is its bundle, and the configuration that the template was made from',
    async (name) => {
      const asset = join(stack.directory, `asset.${assetOf(stack, name)}`);
      const bundle = join(await emptyBundles(), name);
      expect(readdirSync(asset).sort()).toEqual([...readdirSync(bundle), 'config.json'].sort());
      expect(readFileSync(join(asset, 'index.cjs'))).toEqual(readFileSync(join(bundle, 'index.cjs')));
      expect(JSON.parse(readFileSync(join(asset, 'config.json'), 'utf8'))).toEqual(
        JSON.parse(JSON.stringify(parseConfig(mailingConfig()))),
      );
    },
  );
});

it('is another one when the configuration is, and the same when it is written in another order', async () => {
  const codeOf = async (config: ReturnType<typeof configWith>) =>
    assetOf(await synthesised(config), 'capture');
  const rome = await codeOf(configWith({ timezone: 'Europe/Rome' }));
  expect(await codeOf(configWith({ timezone: 'Europe/Paris' }))).not.toBe(rome);
  expect(await codeOf({ timezone: 'Europe/Rome', ...configWith() })).toBe(rome);
});
