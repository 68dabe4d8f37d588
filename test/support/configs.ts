// Configurations to start a test from.
import type { Config } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';

/** The smallest form, the smallest funnel, and the two as one configuration. */
export function smallConfig() {
  const form = { id: 'ebook', fields: [{ name: 'email', type: 'email' }] };
  const funnel = {
    id: 'trial',
    kind: 'sales',
    stages: [
      { id: 'interest', on: [{ form: 'ebook' }] },
      { id: 'action', on: [{ event: 'Order Completed' }] },
    ],
  };
  return { form, funnel, config: { forms: [form], funnels: [funnel] } };
}

/** The small configuration with other keys, as functions get it. */
export function parsedConfig(changes: Readonly<Record<string, unknown>> = {}): Config {
  return parseConfig({ ...smallConfig().config, ...changes });
}
