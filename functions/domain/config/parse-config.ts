// The door of the configuration: whatever comes in goes out valid and normalised, or as a list of faults.
import * as v from 'valibot';
import type { Config } from './config.ts';
import type { Fault } from './invalid-config.ts';
import { InvalidConfig, preview } from './invalid-config.ts';
import { normalise } from './normalise.ts';
import { pathOf, rootOf } from './place.ts';
import { alertFaults } from './rules-alerts.ts';
import { channelFaults } from './rules-channels.ts';
import { formFaults } from './rules-forms.ts';
import { funnelFaults } from './rules-funnels.ts';
import { keyFaults } from './rules-keys.ts';
import { mailFaults } from './rules-mail.ts';
import { nurtureFaults } from './rules-nurture.ts';
import { reportFaults } from './rules-reports.ts';
import { shareFaults } from './rules-share.ts';
import { tellingFaults } from './rules-telling.ts';
import { variantFaults } from './rules-variants.ts';
import { ConfigSchema } from './schema.ts';
import { UNKNOWN_KEY } from './schema-parts.ts';

/**
 * @param input a configuration as its author wrote it, in TypeScript or JSON
 * @throws InvalidConfig with every fault
 */
export function parseConfig(input: unknown): Config {
  const parsed = v.safeParse(ConfigSchema, input);
  const root = rootOf(input);
  const faults = [
    ...shapeFaults(parsed.issues ?? []),
    ...formFaults(root),
    ...funnelFaults(root),
    ...variantFaults(root),
    ...channelFaults(root),
    ...keyFaults(root),
    ...reportFaults(root),
    ...tellingFaults(root),
    ...mailFaults(root),
    ...nurtureFaults(root),
    ...alertFaults(root),
    ...shareFaults(root),
  ];
  if (!parsed.success || faults.length > 0) throw new InvalidConfig(faults.toSorted(byPath));
  return normalise(parsed.output);
}

const { compare } = new Intl.Collator('en', { numeric: true });

function byPath(a: Fault, b: Fault): number {
  return compare(a.path, b.path);
}

type Issue = v.InferIssue<typeof ConfigSchema>;

/** One fault for each place: a value that fails twice is fixed once. */
function shapeFaults(issues: readonly Issue[]): readonly Fault[] {
  const faults = new Map<string, Fault>();
  for (const issue of issues) {
    const path = pathOf((issue.path ?? []).map(({ key }) => key));
    if (!faults.has(path)) faults.set(path, { path, found: found(issue), fix: issue.message });
  }
  return [...faults.values()];
}

function found(issue: Issue): string {
  const last = issue.path?.at(-1);
  if (issue.expected === UNKNOWN_KEY) return `the key ${preview(last?.key)}, which is not known here`;
  return last !== undefined && 'origin' in last && last.origin === 'key' && issue.type !== 'strict_object'
    ? `the key ${preview(last.key)}`
    : preview(issue.input);
}
