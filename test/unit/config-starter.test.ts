// The configuration that a newcomer starts from, and the JSON Schema that helps to edit it.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { configJsonSchema } from '../../functions/domain/config/json-schema.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import starter from '../../funnels.config.ts';

const parsed = parseConfig(starter);

it('the starter has one sales and one marketing funnel that share a form', () => {
  expect(parsed.funnels.map(({ kind }) => kind)).toEqual(['sales', 'marketing']);
  const formsOf = parsed.funnels.map(({ stages }) =>
    stages.flatMap(({ on }) => on.flatMap((trigger) => ('form' in trigger ? [trigger.form] : []))),
  );
  expect(formsOf[0]).toContain('ebook');
  expect(formsOf[1]).toContain('ebook');
});

it('the starter works without mail, and its forms can be posted from anywhere', () => {
  expect(parsed.mail).toBeUndefined();
  expect(parsed.reports.flatMap(({ to }) => to)).toEqual([]);
  for (const { origins, doubleOptIn, thanks } of parsed.forms) {
    expect({ origins, doubleOptIn, thanks }).toEqual({ doubleOptIn: false, thanks: '/thanks' });
  }
});

it('every text of the starter is in every language', () => {
  const texts = parsed.forms.flatMap(({ title, fields }) => [
    title,
    ...fields.map((field) => (field.type === 'consent' ? field.text : field.label)),
  ]);
  const labels = parsed.funnels.flatMap(({ label, stages }) => [
    label,
    ...stages.map((stage) => stage.label),
  ]);
  for (const text of [...texts, ...labels]) {
    expect(Object.keys(typeof text === 'object' ? text : {}).sort()).toEqual(['en', 'it', 'ru']);
  }
});

it('the committed JSON Schema is the one of this configuration (npm run schema)', async () => {
  const file = await readFile(new URL('../../funnels.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(configJsonSchema());
});

it('the JSON Schema knows the keys of the configuration, which ones are needed, and no others', () => {
  const schema = configJsonSchema();
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['funnels'] });
  expect(Object.keys(schema.properties as object)).toEqual([
    '$schema',
    'timezone',
    'locale',
    'freshness',
    'forms',
    'funnels',
    'channels',
    'publicKeys',
    'throttle',
    'reports',
    'mail',
    'webhooks',
    'nurture',
    'alerts',
    'share',
    'retention',
    'dataOut',
  ]);
});
