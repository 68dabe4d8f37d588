// The JSON Schema of the configuration, for editors and for those who write it as JSON.
import { toJsonSchema } from '@valibot/to-json-schema';
import { ConfigSchema } from './schema.ts';
import { Patterns } from './schema-channels.ts';
import { Field, Option } from './schema-form.ts';
import { Trigger } from './schema-funnel.ts';
import { Agreement, Label, Prose } from './schema-parts.ts';

/**
 * Rules between values (a form that must exist, circles, sums) have no words in JSON Schema: `parseConfig` alone
 * checks them.
 */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = toJsonSchema(ConfigSchema, {
    typeMode: 'input',
    ignoreActions: ['raw_check', 'check', 'finite'],
    definitions: {
      text: Label.either,
      prose: Prose.either,
      agreement: Agreement.either,
      field: Field,
      option: Option,
      trigger: Trigger,
      patterns: Patterns,
    },
  });
  const { $schema, ...rest } = schema;
  return { $schema, title: 'imbuto configuration', ...rest };
}
