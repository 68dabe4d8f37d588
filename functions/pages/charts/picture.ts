// A picture on a page, drawn once for wide screens and once for narrow ones.
import { type Html, html } from '../html.ts';

export type Drawn = { readonly width: number; readonly height: number };

/** One for each: scaled down, letters would be too small to read. @param text for who cannot see it */
export function picture(
  className: 'wide' | 'narrow',
  size: Drawn,
  text: string,
  drawn: (size: Drawn) => Html,
  above: (size: Drawn) => readonly Html[] = () => [],
): Html {
  return html`<svg class="${className}" viewBox="0 0 ${size.width} ${size.height}"><g role="img" aria-label="${text}">${drawn(size)}</g><g aria-hidden="true">${above(size)}</g></svg>`;
}
