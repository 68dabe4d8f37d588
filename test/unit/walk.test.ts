import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const MOST = 30;

it('docs/walk.md names each file once, all of them exist, and they are few', () => {
  const named = [...readFileSync(join(ROOT, 'docs/walk.md'), 'utf8').matchAll(/^\| `([^`]+)` \|/gm)].map(
    ([, file]) => file ?? '',
  );
  expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
  expect(named.length).toBeGreaterThan(20);
  expect(named.length).toBeLessThanOrEqual(MOST);
});
