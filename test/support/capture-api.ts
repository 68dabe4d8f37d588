// Capture with a queue in memory, and a configuration that has every kind of field.
import type { CaptureDeps } from '../../functions/capture/deps.ts';
import { capture, captureHeaders } from '../../functions/capture/routes.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { type DoorTable, openDoor } from '../../functions/door/door.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { testApi } from './http-api.ts';
import { memoryDoor } from './memory-door.ts';
import { memoryQueue } from './memory-queue.ts';

const fields = [
  { name: 'email', type: 'email' },
  { name: 'name', type: 'text', maxLength: 20 },
  { name: 'message', type: 'textarea', maxLength: 50 },
  { name: 'phone', type: 'tel' },
  { name: 'seats', type: 'number', min: 1, max: 10 },
  {
    name: 'plan',
    type: 'select',
    options: ['free', { value: 'pro', label: { en: 'Pro', it: 'Professionale' } }],
  },
  { name: 'call', type: 'checkbox', label: 'Call me' },
  {
    name: 'terms',
    type: 'consent',
    text: { en: 'I agree', it: 'Accetto', ru: 'Я согласен' },
    version: '2026-01',
    required: true,
  },
  { name: 'variant', type: 'hidden' },
];

export const captureConfig = parseConfig({
  timezone: 'Europe/Rome',
  locale: 'en',
  forms: [
    {
      id: 'ebook',
      title: { en: 'The e-book', it: "L'e-book", ru: 'Книга' },
      fields: [{ name: 'email', type: 'email' }],
    },
    { id: 'full', title: 'Everything', fields, thanks: 'https://example.com/thanks?a=1' },
    {
      id: 'guarded',
      title: 'Guarded',
      fields: [{ name: 'email', type: 'email' }],
      origins: ['https://shop.example'],
    },
  ],
  funnels: [
    {
      id: 'trial',
      kind: 'sales',
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
    },
  ],
});

/** In the place of the script for other sites. */
export const SCRIPT = 'window.imbuto = {};\n';

/** With which it signs tokens of forms. */
export const FORM_KEY = 'form-key';

export function captureApi(
  config = captureConfig,
  more: Partial<CaptureDeps> = {},
  door: DoorTable = memoryDoor(),
) {
  const queue = memoryQueue();
  const lines: string[] = [];
  const undeclared: string[] = [];
  let ids = 0;
  const telemetry = createTelemetry('capture', (line) => lines.push(line));
  const deps: CaptureDeps = {
    config,
    queue,
    telemetry,
    randomId: () => `random-${++ids}`,
    undeclared: {
      add: async ({ id }, names) => void undeclared.push(...names.map((name) => `${id} ${name}`)),
    },
    values: { beyond: async () => new Set() },
    publicKey: 'public-key',
    door: openDoor(door, telemetry),
    shown: { count: async () => true },
    embedScript: () => SCRIPT,
    countUncounted: async () => ({ pending: queue.held.length, setAside: 2 }),
    formKey: async () => FORM_KEY,
    turnstile: async () => 'unknown',
    ...more,
  };
  const handler = httpFunction((request) => capture(deps, request), {
    locale: config.locale,
    telemetry,
    headers: (request) => captureHeaders(config, request),
  });
  return { api: testApi({ 'ANY /f/{form}': handler, $default: handler }), queue, lines, undeclared };
}
