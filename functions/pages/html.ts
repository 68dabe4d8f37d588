// HTML that is escaped by construction: whatever is put between the braces of html`…` is text, unless it is Html itself.

declare const brand: unique symbol;
export type Html = { readonly markup: string; readonly [brand]: true };
export type Fragment = Html | string | number | false | undefined | readonly Fragment[];

export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  let markup = strings[0] ?? '';
  values.forEach((value, i) => {
    markup += render(value) + (strings[i + 1] ?? '');
  });
  return asHtml(markup);
}

/** Markup that is known to be safe: written by us, or made by a library that escapes. */
export function asHtml(markup: string): Html {
  return { markup } as Html;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function render(value: Fragment): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(render).join('');
}
