// Links from the figures of a report to the leads behind them.
import type { Breakdown } from '../../domain/config/config.ts';
import type { FigureName } from '../../domain/report/figure-share.ts';
import { type Fragment, type Html, html } from '../html.ts';

/** Leads to what is behind a figure of a value of a breakdown, or of all; plain text where a reader may not see leads. */
export type LinkFigure = (
  text: Fragment,
  figure: FigureName,
  slice?: { readonly by: Breakdown; readonly value: string },
) => Html;

export const NO_LINKS: LinkFigure = (text) => html`${text}`;

export function linksTo({
  funnel,
  from,
  to,
}: {
  readonly funnel: string;
  readonly from: string;
  readonly to: string;
}): LinkFigure {
  return (text, figure, slice) => {
    const query = new URLSearchParams({ figure, funnel, from, to, ...slice });
    return html`<a class="figure" href="/leads?${query.toString()}">${text}</a>`;
  };
}
