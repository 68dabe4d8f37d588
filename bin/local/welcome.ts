// What the host tells whoever started it: what to open, where the keys are, how to stop.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../functions/domain/config/config.ts';
import { signLink } from '../../functions/runtime/links.ts';
import type { Host } from './host.ts';
import type { LocalOptions } from './options.ts';

const LINK_MS = 12 * 3_600_000;

/** The last line says that submissions are taken: scripts wait for it. */
export function welcome(host: Host, { dataDirectory, hostname }: LocalOptions, now: number): string {
  const login = signLink(host.keys.linkKey, { path: '/login' }, now + LINK_MS);
  const config = configOf(host);
  const { forms, mail } = config;
  const lines = [
    ...forms.map(({ id }, index) => `${index === 0 ? 'Forms:  ' : '        '} ${host.url}/f/${id}`),
    `Reports: ${host.url}${login}`,
    '         (this link logs in, for the next twelve hours)',
    ...(mail === undefined ? [] : [`Mails:   ${host.inbox}`]),
    `Keys:    ${join(dataDirectory, 'local.json')}`,
    'Example: npm run demo',
    'Stop:    Ctrl-C',
    ...(hostname === undefined ? [] : [`Open to whoever reaches this machine at HOST=${hostname}.`]),
  ];
  return ['', ...lines, '', `imbuto is ready at ${host.url}`, ''].join('\n');
}

/** The configuration as the functions got it. */
function configOf({ bundles }: Host): Pick<Config, 'forms' | 'mail' | 'retentionDays'> {
  const directory = bundles.get('capture');
  if (directory === undefined) return { forms: [] };
  return JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8')) as Config;
}
