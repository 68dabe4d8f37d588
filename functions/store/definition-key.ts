// The key of a definition: its content's hash, so that another definition is another key wherever it is computed.
import { createHash } from 'node:crypto';
import { Calendar } from '../domain/calendar.ts';
import type { Config, FunnelConfig } from '../domain/config/config.ts';
import { definitionContent } from '../domain/config/definition.ts';
import { type Definition, defineAll } from '../domain/funnel/funnel.ts';

/** The funnel's id and ten characters of the hash of all that changes what is counted. */
export function definitionKey(config: Config, funnel: FunnelConfig): string {
  const hash = createHash('sha256')
    .update(definitionContent(config, funnel))
    .digest('base64url')
    .slice(0, 10);
  return `${funnel.id}.${hash}`;
}

/** Every configured funnel, ready to match. */
export function currentDefinitions(config: Config): readonly Definition[] {
  const calendar = new Calendar(config.timezone);
  return defineAll(config.funnels, (funnel) => definitionKey(config, funnel), calendar);
}
