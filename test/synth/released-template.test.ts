// An upgrade takes nothing from its owner: what holds something keeps its name, its keys and its policies.
import { describe, expect, it } from 'vitest';
import { golden } from '../support/golden.ts';
import { lossesOf, statefulOf } from '../support/stateful.ts';
import { mailingConfig, synthesised, type TemplateResource } from '../support/synthesised.ts';

/** What `UPDATE_GOLDEN=1` writes is the template of the release that is being made. */
const RELEASED = 'resources that hold something, of the released template';

type Changed = (resource: TemplateResource) => TemplateResource | undefined;

const TABLE = 'LeadsTable';

async function resources(): Promise<Readonly<Record<string, TemplateResource>>> {
  return (await synthesised(mailingConfig())).template.toJSON().Resources;
}

async function lossesAfter(change: Changed, rename = ''): Promise<readonly string[]> {
  const before = await resources();
  const after = Object.entries(before).flatMap(([id, resource]) => {
    if (!id.startsWith(TABLE)) return [[id, resource] as const];
    const changed = change(resource);
    return changed === undefined ? [] : [[`${id}${rename}`, changed] as const];
  });
  return lossesOf(statefulOf(before), statefulOf(Object.fromEntries(after)));
}

describe('an upgrade', () => {
  it('replaces, renames and unprotects nothing that the released template has', async () => {
    const now = statefulOf(await resources());
    const released = golden<typeof now>(RELEASED, now);
    expect(Object.keys(released).length).toBeGreaterThan(10);
    expect(lossesOf(released, now)).toEqual([]);
  });

  it.each<readonly [string, Changed, string, RegExp]>([
    ['another name', (table) => table, 'Two', /is gone or has another name/],
    ['nothing in its place', () => undefined, '', /is gone or has another name/],
    [
      'another key',
      (table) => ({
        ...table,
        Properties: { ...table.Properties, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
      }),
      '',
      /would be replaced/,
    ],
    ['no retention', (table) => ({ ...table, DeletionPolicy: 'Delete' }), '', /loses its deletionPolicy/],
    [
      'no protection',
      (table) => ({ ...table, Properties: { ...table.Properties, DeletionProtectionEnabled: false } }),
      '',
      /no longer protected/,
    ],
  ])('with %s for the table is refused', async (_, change, rename, words) => {
    const losses = await lossesAfter(change, rename);
    expect(losses).toHaveLength(1);
    expect(losses[0]).toMatch(words);
  });
});
