// What `funnels.config.ts` imports: it changes nothing, but an editor then knows every key.
import type { ConfigInput } from './schema.ts';

export type { ConfigInput };

export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
