// Funnels for what Segment's libraries send, in a file for a host to read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigInput, defineConfig } from '../../functions/domain/config/define-config.ts';

const CONFIG = defineConfig({
  timezone: 'UTC',
  locale: 'en',
  // A server's library sends as many as it can.
  throttle: { events: 10_000 },
  forms: [],
  funnels: [
    {
      id: 'trial',
      kind: 'sales',
      by: ['channel'],
      stages: [
        { id: 'awareness', on: [{ page: '/pricing' }, { page: '/blog/*' }] },
        { id: 'interest', on: [{ event: 'Webinar Registered' }] },
        { id: 'decision', on: [{ event: 'Trial Started' }] },
        { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
      ],
    },
    {
      id: 'relationship',
      kind: 'marketing',
      by: ['channel'],
      stages: [
        { id: 'awareness', on: [{ page: '/*' }] },
        { id: 'interest', on: [{ event: 'Webinar Registered' }] },
        { id: 'decision', on: [{ event: 'Trial Started' }] },
        { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
        { id: 'loyalty', on: [{ event: 'Order Completed', from: 'server', times: 2 }] },
        { id: 'advocacy', on: [{ event: 'Referral Sent' }] },
      ],
      handOff: { at: 'decision', to: 'trial' },
    },
  ],
});

/** @returns the file's path, for `IMBUTO_CONFIG` */
export function writeSegmentConfig(directory: string, freshness: ConfigInput['freshness']): string {
  const file = join(directory, 'funnels.json');
  writeFileSync(file, JSON.stringify({ ...CONFIG, freshness }));
  return file;
}
