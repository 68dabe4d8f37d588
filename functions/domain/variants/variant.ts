// Variants of a form: what each shows in other words or with fewer fields, and the form as one of them.
import type { FieldConfig, FormConfig, FunnelConfig, Text } from '../config/config.ts';

/** What is absent is as the form has it. */
export type VariantConfig = {
  readonly id: string;
  readonly title?: Text;
  readonly intro?: Text;
  readonly submit?: Text;
  /** The names of the fields that visitors see, in their order. */
  readonly fields?: readonly string[];
};

/**
 * The form as visitors of a variant see it. Of a variant that is not known all fields may come, and none is required that some variant
 * does not show.
 */
export function formAs(form: FormConfig, id: string | undefined): FormConfig {
  const { variants } = form;
  if (variants === undefined) return form;
  const variant = variants.find((one) => one.id === id);
  if (variant !== undefined) {
    const { id: _, fields: names, ...words } = variant;
    return { ...form, ...words, fields: fieldsIn(form, names) };
  }
  const isIn = (field: FieldConfig): boolean =>
    variants.every(({ fields: names }) => fieldsIn(form, names).includes(field));
  return {
    ...form,
    fields: form.fields.map((field) => (isIn(field) ? field : { ...field, required: false })),
  };
}

/** Hidden fields are in every variant: no visitor sees them. */
function fieldsIn({ fields }: FormConfig, names: VariantConfig['fields']): readonly FieldConfig[] {
  if (names === undefined) return fields;
  const seen = names.flatMap((name) => fields.find((field) => field.name === name) ?? []);
  return [...seen, ...fields.filter(({ type }) => type === 'hidden')];
}

/** Whether a form fills a stage of a funnel: then the funnel tells what came of its variants. */
export function isFilledBy({ stages }: Pick<FunnelConfig, 'stages'>, form: string): boolean {
  return stages.some(({ on }) => on.some((trigger) => 'form' in trigger && trigger.form === form));
}
