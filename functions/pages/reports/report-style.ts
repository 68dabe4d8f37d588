// The one style sheet of the owner's pages, inline so that a page is one request.
import { createHash } from 'node:crypto';
import { asHtml } from '../html.ts';

/** One colour a stage, from teal over violet to red, as hue alone would not tell neighbours apart. */
const LIGHT = `--ink:#1c2330;--soft:#5d6677;--paper:#fff;--ground:#f4f5f8;--line:#dde1e8;--accent:#2456c9;--on-accent:#fff;--good:#157347;--bad:#b42318;--warn:#b76e00;--warn-ground:#fff6e5;--bar:#2456c9;--s0:#0e7c86;--s1:#1b6fae;--s2:#3a5fc8;--s3:#5d4fd0;--s4:#7d43c6;--s5:#9c3bb0;--s6:#b3378f;--s7:#c23a6d;--s8:#c8484c;--s9:#c35f2f;--s10:#b0771b;--s11:#87801a`;
const DARK = `--ink:#e8ebf2;--soft:#a2abbd;--paper:#1a202c;--ground:#11151d;--line:#323b4d;--accent:#8fb0ff;--on-accent:#0d1730;--good:#5fd39a;--bad:#ff9a8f;--warn:#f0b453;--warn-ground:#2e2613;--bar:#7fa4ff;--s0:#2fb5bf;--s1:#4ba5e2;--s2:#7096f5;--s3:#9486fa;--s4:#b07bf3;--s5:#cb75dd;--s6:#e06fbd;--s7:#ea7599;--s8:#ef8484;--s9:#ea9a6d;--s10:#dcb055;--s11:#c3bb55`;

/** The colours of pictures: of the pages, and of a picture that stands alone. */
export const COLOURS = `:root{color-scheme:light dark;${LIGHT}}@media (prefers-color-scheme:dark){:root{${DARK}}}`;

const STYLE = `
${COLOURS}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.2rem}
.figure{color:inherit;text-decoration-color:var(--line);text-underline-offset:.15em}
.figure:hover{color:var(--accent)}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:.5rem;padding:.5rem 1rem;background:var(--paper);z-index:1}
.top{background:var(--paper);border-bottom:1px solid var(--line)}
.top>div{max-width:76rem;margin:0 auto;padding:.6rem 1.25rem;display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1.5rem}
.brand{display:flex;align-items:center;gap:.5rem;font-weight:700;font-size:1.1rem;color:inherit;text-decoration:none;letter-spacing:-.01em}
.brand svg{width:1.35rem;height:1.35rem;display:block}
.top nav{display:flex;flex-wrap:wrap;gap:.25rem;margin-right:auto}
.top nav a{padding:.3rem .7rem;border-radius:.4rem;text-decoration:none;color:var(--soft)}
.top nav a[aria-current]{background:var(--ground);color:var(--ink);font-weight:600}
.top nav a:hover{color:var(--ink)}
.guest{color:var(--soft);font-size:.9rem}
main{max-width:76rem;margin:0 auto;padding:1.75rem 1.25rem 3rem}
h1{margin:0;font-size:clamp(1.5rem,4vw,2rem);line-height:1.2;letter-spacing:-.02em;overflow-wrap:anywhere}
h2{margin:0 0 .9rem;font-size:1.15rem;line-height:1.3}
h3{margin:0;font-size:1.05rem}
p{margin:0 0 .75rem}
p:last-child{margin-bottom:0}
small,.small{font-size:.825rem;color:var(--soft)}
.kind{display:inline-block;margin-bottom:.35rem;font-size:.8rem;font-weight:600;letter-spacing:.02em;color:var(--soft)}
.head>:first-child{flex:1 1 22rem}
.head{display:flex;flex-wrap:wrap;align-items:flex-end;justify-content:space-between;gap:1rem 2rem;margin-bottom:1.25rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem;margin:0 0 1.25rem}
.lead{color:var(--soft);margin:.35rem 0 0;max-width:44rem}
button,.button{font:inherit;font-weight:600;padding:.45rem 1rem;border:0;border-radius:.4rem;background:var(--accent);color:var(--on-accent);cursor:pointer;text-decoration:none;display:inline-block}
.plain{background:none;color:var(--soft);padding:.3rem .5rem;font-weight:400}
.plain:hover{color:var(--ink);text-decoration:underline}
input,select{font:inherit;color:inherit;padding:.4rem .6rem;background:var(--paper);border:1px solid var(--line);border-radius:.4rem;max-width:100%}
label{font-size:.825rem;color:var(--soft)}
.range{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem .6rem;border:0;padding:0;margin:0 0 .6rem}
.range legend{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.range label{display:flex;align-items:center;gap:.35rem}
.chips{display:flex;flex-wrap:wrap;gap:.35rem}
.chips a{padding:.4rem .75rem;border:1px solid var(--line);border-radius:2rem;text-decoration:none;font-size:.875rem;background:var(--paper);color:var(--soft)}
.chips a[aria-current]{border-color:var(--accent);color:var(--accent);font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(12.5rem,1fr));gap:1rem;margin:0 0 1.25rem;padding:0}
.tile{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.15rem;margin:0}
.tile dt{font-size:.85rem;color:var(--soft)}
.tile dd{margin:0}
.tile .big{font-size:1.85rem;line-height:1.25;font-weight:700;letter-spacing:-.02em;overflow-wrap:anywhere}
.tile .big+.big{font-size:1.25rem}
.up{color:var(--good)}.down{color:var(--bad)}
.change{font-weight:600;white-space:nowrap}
.early{color:var(--soft)}
.notice{border-left:4px solid var(--warn);background:var(--warn-ground);border-radius:.35rem;padding:.7rem 1rem;margin:0 0 1.25rem}
.notice p{margin:0}
.fault{border-left-color:var(--bad)}
.status{margin:0 0 1.25rem;color:var(--soft);font-size:.9rem}
table{width:100%;border-collapse:collapse}
caption{text-align:left;padding:0;margin:0 0 .5rem;font-weight:600}
th,td{padding:.55rem .75rem;text-align:right;vertical-align:middle;border-bottom:1px solid var(--line)}
th{font-weight:600}
thead th{font-size:.8rem;color:var(--soft);vertical-align:bottom;line-height:1.3}
th:first-child,td:first-child{text-align:left;padding-left:0}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child>*{border-bottom:0}
td small{display:block;line-height:1.35;margin-top:.1rem}
.scroll{overflow-x:auto}
.scroll table{min-width:36rem}
.funnel th[scope=row]{min-width:8.5rem;max-width:14rem;overflow-wrap:break-word;font-size:1.02rem}
.funnel th[scope=row] small{display:block;font-weight:400;line-height:1.35}
.funnel tbody td,.funnel tbody th{height:4.9rem;border-bottom:0;border-top:1px solid var(--line)}
.funnel thead th,.funnel thead td{border-bottom:0}
.funnel .band{width:28%;min-width:9rem;padding:0;position:relative}
.funnel .band svg{position:absolute;inset:-1px 0 0;width:100%;height:calc(100% + 1px);display:block}
.funnel td small{white-space:nowrap}
.funnel .count{font-size:1.3rem;font-weight:700}
.funnel .rate{font-weight:600}
.loss td,.loss th{background:color-mix(in srgb,var(--bad) 7%,transparent)}
.funnel .loss .lost{color:var(--bad);font-weight:700}
.funnel .lost small{font-weight:400}
.charts{display:grid;grid-template-columns:minmax(0,1.35fr) minmax(0,1fr);gap:1.25rem}
.charts{align-items:start}
.charts .card{margin-bottom:1.25rem}
figure{margin:0}
figcaption{margin-top:.5rem;font-size:.825rem;color:var(--soft)}
figure svg{width:100%;height:auto;display:block}
.narrow{display:none}
.trend a rect{fill:transparent}
.trend a:hover rect{fill:var(--accent);fill-opacity:.12}
.each-day{margin-top:1rem}
.days-table{max-height:24rem;overflow:auto;margin-top:.6rem}
.age{white-space:nowrap}
.paths-table :is(td,th):not(:last-child){text-align:left}
.days-table th small{display:block;font-weight:400;line-height:1.35}
.days-table thead th{position:sticky;top:0;background:var(--paper)}
.slice{display:inline-flex;align-items:center;justify-content:flex-end;gap:.6rem;width:100%}
.slice span{min-width:3.2rem}
.meter{width:4.5rem;height:.5rem;flex:none;display:block}
.meter rect:first-child{fill:var(--line)}
.meter rect:last-child{fill:var(--bar)}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1.25rem}
.grid .card{margin:0;max-width:38rem;display:flex;flex-direction:column;gap:.75rem}
.grid .mini{display:block;width:100%;height:9rem}
.pair{display:flex;justify-content:space-between;gap:1rem;margin:0}
.pair dt{color:var(--soft)}
.pair dd{margin:0;font-weight:600;text-align:right}
.pair small{font-weight:400}
.pairs{margin:0;display:grid;gap:.3rem}
.costs th[scope=row]{max-width:16rem;overflow-wrap:anywhere}
.costs tr.all>*{font-weight:600}
.costs th small{display:block;font-weight:400}
.swatch{width:.7rem;height:.7rem;margin-right:.4rem;display:inline-block}
.wins{margin:0;padding-left:1.2rem}
.wins+p{margin-top:.75rem}
.wins li{margin:.2rem 0}
details summary{cursor:pointer;font-weight:600}
details[open] summary{margin-bottom:.6rem}
.share input{width:100%;font-size:.85rem}
.downloads{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline}
.login{max-width:27rem;margin:8vh auto 0}
.login .field{margin:1rem 0}
.login .small{margin-top:.5rem}
.login label{display:block;font-weight:600;color:var(--ink);font-size:1rem;margin-bottom:.3rem}
.login input,.login button{width:100%;padding:.6rem .75rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media screen and (max-width:48rem){
.wide{display:none}.narrow{display:block}
main{padding:1.25rem .9rem 2.5rem}
.top>div{padding:.6rem .9rem;gap:.4rem .25rem}
.top nav{gap:0}
.top nav a,.top .plain{padding:.3rem .45rem;font-size:.95rem}
.card{padding:1rem}
.costs .scroll table{min-width:0}
.costs table,.costs tbody,.costs tr{display:block}
.costs thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.costs tr{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.2rem 1rem;padding:.75rem 0;border-top:1px solid var(--line)}
.costs tbody td,.costs tbody th{border:0;padding:.2rem 0;text-align:left}
.costs th[scope=row]{grid-column:1/-1;max-width:none}
.costs td[data-label]::before{content:attr(data-label);display:block;font-size:.75rem;font-weight:400;color:var(--soft)}
}
@media screen and (max-width:60rem){
.charts{grid-template-columns:minmax(0,1fr)}
.funnel,.funnel tbody,.funnel tr{display:block}
.funnel thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.funnel tr{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.1rem 1rem;padding:.75rem 0;border-top:1px solid var(--line)}
.funnel tbody tr:first-child{border-top:0;padding-top:0}
.funnel tbody td,.funnel tbody th{height:auto;border:0;padding:.2rem 0;text-align:left;order:4}
.funnel th[scope=row]{max-width:none}
.funnel tbody th[scope=row]{order:1}
.funnel tbody .count{text-align:right;order:2}
.funnel tbody .band{grid-column:1/-1;width:auto;height:2.6rem;order:3}
.funnel .band svg{inset:0;height:100%}
.funnel td[data-label]::before{content:attr(data-label);display:block;font-size:.75rem;font-weight:400;color:var(--soft)}
.funnel .count::before{display:none!important}
.loss{background:color-mix(in srgb,var(--bad) 7%,transparent)}
.loss td,.loss th{background:none}
}
@media print{
:root{color-scheme:light;${LIGHT}}
html{font-size:12.5px}
body{background:#fff}
h1{font-size:18pt}
.tiles{grid-template-columns:repeat(4,1fr);gap:.6rem}
.tile{padding:.6rem .75rem}
.tile .big{font-size:14pt}
th,td{padding:.4rem .45rem}
.funnel td small{white-space:normal}
.funnel tbody td,.funnel tbody th{height:3.9rem}
.funnel th[scope=row]{min-width:0;font-size:1em}
.funnel .count{font-size:13pt}
.funnel .band{width:22%;min-width:0}
.scroll{overflow:visible}.scroll table{min-width:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.top nav,.top form,.range,.chips,.share,.skip,.plain{display:none}
main{max-width:none;padding:0}
.top>div{padding:.3rem 0;max-width:none}
.card,.tile{break-inside:avoid;border-color:#ccc}
.charts{grid-template-columns:minmax(0,1.35fr) minmax(0,1fr)}
}
`.trim();

export const REPORT_STYLE_ELEMENT = asHtml(`<style>${STYLE}</style>`);
/** The source expression that lets exactly this sheet in. */
export const REPORT_STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
