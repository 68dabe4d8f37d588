// Whether any form asks for Cloudflare Turnstile.
import type { Config } from '../config/config.ts';

export function usesTurnstile({ forms }: Pick<Config, 'forms'>): boolean {
  return forms.some(({ spam }) => spam?.turnstile !== undefined);
}
