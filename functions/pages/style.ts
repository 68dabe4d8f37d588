// The one style sheet of the visitor's pages, inline so that a page is one request.
import { createHash } from 'node:crypto';
import { asHtml } from './html.ts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2433;--soft:#5b6478;--paper:#fff;--ground:#f3f4f8;--line:#d5d9e3;--edge:#7b8499;--accent:#2456c9;--on-accent:#fff;--bad:#b3261e;--bad-ground:#fdecea}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf2;--soft:#a3acbf;--paper:#1b2130;--ground:#12161f;--line:#323b50;--edge:#77839e;--accent:#8fb0ff;--on-accent:#0d1730;--bad:#ffb4ab;--bad-ground:#3b1d1b}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:32rem;padding:clamp(1.25rem,5vw,2.5rem);background:var(--paper);border:1px solid var(--line);border-radius:.75rem}
h1{margin:0 0 1.25rem;font-size:1.6rem;line-height:1.25;overflow-wrap:anywhere}
p{margin:0 0 1rem}
p:last-child{margin-bottom:0}
a{color:var(--accent)}
ul{margin:0 0 1rem;padding-left:1.25rem}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
.field{margin:0 0 1.1rem}
label,legend{font-weight:600}
fieldset{min-width:0;padding:0;border:0}
legend{padding:0;margin-bottom:.3rem}
.field>label{display:block;margin-bottom:.3rem}
.optional{font-weight:400;color:var(--soft)}
.tick{display:flex;gap:.6rem;align-items:flex-start}
.tick label{font-weight:400;margin:0}
input,select,textarea,button{font:inherit;color:inherit}
input:not([type=checkbox],[type=radio]),select,textarea{width:100%;padding:.6rem .75rem;background:var(--paper);border:1px solid var(--edge);border-radius:.4rem}
input[type=checkbox],input[type=radio]{flex:none;width:1.15rem;height:1.15rem;margin:.2rem 0 0;accent-color:var(--accent)}
textarea{min-height:7rem;resize:vertical}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[aria-invalid=true]{border-color:var(--bad)!important}
.error{margin:.3rem 0 0;color:var(--bad);font-size:.925rem}
.errors{margin:0 0 1.25rem;padding:.9rem 1rem;background:var(--bad-ground);border-left:4px solid var(--bad);border-radius:.25rem}
.errors ul{margin:.25rem 0 0}
.errors a{color:inherit}
button{width:100%;padding:.7rem 1rem;border:0;border-radius:.4rem;background:var(--accent);color:var(--on-accent);font-weight:600;cursor:pointer}
.away{position:absolute;left:-100vw;width:1px;height:1px;overflow:hidden}
`.trim();

export const STYLE_ELEMENT = asHtml(`<style>${STYLE}</style>`);
/** The source expression that lets exactly this sheet in. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
