// The key of a definition: its content's hash, so that another definition is another key wherever it is computed.
import { createHash } from 'node:crypto';
import { Calendar } from '../../domain/calendar.ts';
import type { Config, FunnelConfig } from '../../domain/config/config.ts';
import { definitionContent } from '../../domain/config/definition.ts';
import { type Definition, defineAll } from '../../domain/funnel/funnel.ts';
import { QUALITY_FUNNEL } from '../../domain/quality/quality-funnel.ts';

/** The funnel's id and ten characters of the hash of all that changes what is counted. */
export function definitionKey(config: Config, funnel: FunnelConfig): string {
  const keys = known.get(config) ?? new WeakMap<FunnelConfig, string>();
  known.set(config, keys);
  let key = keys.get(funnel);
  if (key === undefined) {
    const hash = createHash('sha256').update(definitionContent(config, funnel)).digest('base64url');
    key = `${funnel.id}.${hash.slice(0, 10)}`;
    keys.set(funnel, key);
  }
  return key;
}

/** A configuration never changes, and its keys are asked for with each report. */
const known = new WeakMap<Config, WeakMap<FunnelConfig, string>>();

/** What is counted: every configured funnel, and Data quality. */
export function countedFunnels({ funnels }: Pick<Config, 'funnels'>): readonly FunnelConfig[] {
  return [...funnels, QUALITY_FUNNEL];
}

/** Every configured funnel, ready to match. */
export function currentDefinitions(config: Config): readonly Definition[] {
  const calendar = new Calendar(config.timezone);
  return defineAll(config.funnels, (funnel) => definitionKey(config, funnel), calendar);
}
