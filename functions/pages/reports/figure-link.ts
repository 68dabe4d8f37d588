// Links from the figures of a report to the leads behind them.
import type { Breakdown } from '../../domain/config/config.ts';
import type { FigureName } from '../../domain/report/figure-share.ts';
import { type Fragment, type Html, html } from '../html.ts';

/** What a figure is of where it is not all of the report: a value of a breakdown, or other days. */
export type FigureAt = {
  readonly by?: Breakdown;
  readonly value?: string;
  readonly from?: string;
  readonly to?: string;
};

/** Leads to what is behind a figure; plain text where a reader may not see leads. */
export type LinkFigure = (text: Fragment, figure: FigureName, at?: FigureAt) => Html;

/** The address of what is behind a figure; undefined where a reader may not see leads. */
export type FigureAddress = (figure: FigureName, at?: FigureAt) => string | undefined;

export const NO_LINKS: LinkFigure = (text) => html`${text}`;
export const NO_ADDRESS: FigureAddress = () => undefined;

export type Linked = { readonly funnel: string; readonly from: string; readonly to: string };

export function addressIn({ funnel, from, to }: Linked): FigureAddress {
  return (figure, at) => `/leads?${new URLSearchParams({ figure, funnel, from, to, ...at })}`;
}

export function linksTo(linked: Linked): LinkFigure {
  const address = addressIn(linked);
  return (text, figure, at) => html`<a class="figure" href="${address(figure, at)}">${text}</a>`;
}
