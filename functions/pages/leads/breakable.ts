// Names that are one long word, which may break where a reader would break them.
import { type Html, html } from '../html.ts';

/** An e-mail breaks before its `@`, rather than anywhere. */
export function breakable(text: string): Html {
  const [first = '', ...rest] = text.split('@');
  return html`${first}${rest.map((part) => html`<wbr>@${part}`)}`;
}
