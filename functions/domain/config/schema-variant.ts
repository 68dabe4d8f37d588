// The schema of a variant of a form.
import * as v from 'valibot';
import { id, Label, list, Prose, shape, words } from './schema-parts.ts';

export const Variant = shape('a variant: { id, title, intro, submit, fields }', {
  id: id('the name under which reports show it'),
  title: v.optional(Label.schema),
  intro: v.optional(Prose.schema),
  submit: v.optional(Label.schema),
  fields: v.optional(
    list(
      'the names of the fields that visitors see, in their order; the e-mail is one of them, hidden fields need not be named; left out: all',
      words('the name of a field of the form', 40),
      1,
      40,
    ),
  ),
});
