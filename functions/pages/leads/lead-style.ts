// The style sheet of the pages of leads, beside that of all the owner's pages.
import { createHash } from 'node:crypto';
import { asHtml } from '../html.ts';
import type { Sheet } from '../reports/report-frame.ts';

const STYLE = `
main{overflow-wrap:anywhere}
.find{display:grid;gap:.9rem;margin:1.25rem 0 0}
.find div{display:grid;gap:.3rem}
.find .notice{display:block;margin:0}
.find label{font-size:.9rem;color:var(--ink);font-weight:600}
.find input{padding:.6rem .75rem;width:100%}
.find button{justify-self:start}
.split{display:grid;grid-template-columns:minmax(0,1.6fr) minmax(0,1fr);gap:0 1.25rem;align-items:start}
.split>aside{grid-column:2;grid-row:1}
.split>div{grid-column:1;grid-row:1}
.split>div:only-child{grid-column:1/-1}
.filters{grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));align-items:end}
.filters select{font:inherit;color:inherit;padding:.6rem .75rem;width:100%;background:var(--paper);border:1px solid var(--line);border-radius:.4rem}
.chips{margin:0 0 1rem}
.badge.lost{color:var(--bad)}
.badge{display:inline-block;padding:.1rem .6rem;border-radius:1rem;border:1px solid currentColor;font-size:.8rem;font-weight:600;color:var(--soft)}
.badge.won,.badge.given{color:var(--good)}
.badge.open{color:var(--accent)}
.badge.refused{color:var(--bad)}
.attempt{padding:1rem 0;border-top:1px solid var(--line)}
.attempt:first-of-type{border-top:0;padding-top:0}
.attempt:last-child{padding-bottom:0}
.attempt>p{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .75rem}
.steps{list-style:none;display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:0;margin:.9rem 0 .75rem;padding:0}
.steps li{position:relative;padding:1.4rem .75rem 0 0;font-size:.9rem}
.steps li::before{content:"";position:absolute;top:.45rem;left:0;right:0;height:3px;background:var(--line)}
.steps li:last-child::before{display:none}
.steps li.done:has(+.done)::before{background:var(--bar)}
.steps li::after{content:"";position:absolute;top:0;left:0;width:1rem;height:1rem;border-radius:50%;background:var(--paper);border:3px solid var(--line)}
.steps li.done::after{border-color:var(--bar);background:var(--bar)}
.steps li.implied::after{background:var(--paper)}
.steps b{display:block;font-weight:600}
.steps small{display:block;line-height:1.35}
.steps li:not(.done) b{font-weight:400;color:var(--soft)}
.rows{list-style:none;margin:0;padding:0}
.rows>li{padding:.7rem 0;border-top:1px solid var(--line)}
.rows>li:first-child{border-top:0;padding-top:0}
.rows>li:last-child{padding-bottom:0}
.rows>li>p{margin:0}
.lead+.rows{margin-top:1.25rem}
.reasons{display:flex;flex-wrap:wrap;align-items:center;gap:.35rem .5rem}
.rows>li>.reasons{margin:.35rem 0}
.rows .fields+.buttons{margin-top:.6rem}
.rows+.buttons{margin-top:.75rem}
.line{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:.15rem .75rem}
.line>*{min-width:0}
.old{opacity:.75}
.fields{margin:.5rem 0 0;display:grid;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr);gap:.35rem 1rem;font-size:.925rem}
.fields dt{color:var(--soft);overflow-wrap:anywhere;max-width:16rem}
.fields dd{margin:0;white-space:pre-wrap;grid-column:-2}
.receipt{margin:1.25rem 0}
.days h3{margin:1.25rem 0 .25rem;font-size:.85rem;font-weight:600;color:var(--soft)}
.days h3:first-of-type{margin-top:0}
.timeline{list-style:none;margin:0;padding:0 0 0 1.1rem;border-left:2px solid var(--line);margin-left:.4rem}
.timeline>li{position:relative;padding:.55rem 0}
.timeline>li::before{content:"";position:absolute;left:-1.5rem;top:1.05rem;width:.65rem;height:.65rem;border-radius:50%;background:var(--line);box-shadow:0 0 0 3px var(--paper)}
.timeline>li.form::before{background:var(--s3)}
.timeline>li.order::before{background:var(--good)}
.timeline>li.refund::before{background:var(--bad)}
.timeline>li.event::before{background:var(--s1)}
.timeline>li.touch::before{background:var(--warn)}
.timeline time{color:var(--soft);font-size:.85rem;white-space:nowrap}
.timeline p{margin:0}
.days>.buttons>*{margin-top:1rem}
.timeline .what{font-size:.85rem;color:var(--soft)}
.tags{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem;margin:.35rem 0 0;padding:0;font-size:.8rem}
.tags li{padding:.1rem .55rem;border-radius:.4rem;background:var(--ground);min-width:0}
.tags span{color:var(--soft)}
details{margin-top:.35rem;font-size:.9rem}
summary{cursor:pointer;color:var(--soft);font-size:.85rem}
.money{font-weight:600}
.refunded{text-decoration:line-through;color:var(--soft);font-weight:400}
.danger{border-color:color-mix(in srgb,var(--bad) 45%,var(--line))}
.final{background:var(--bad);color:var(--paper)}
.buttons{display:flex;flex-wrap:wrap;align-items:center;gap:.6rem 1.25rem;margin:0}
.quiet{background:none;border:1px solid var(--line);color:var(--ink)}
.tick{display:flex;gap:.6rem;align-items:flex-start;margin:0 0 1.1rem}
.tick input{flex:none;width:1.15rem;height:1.15rem;margin:.15rem 0 0;accent-color:var(--bad)}
.tick label{font-size:1rem;color:var(--ink)}
.narrow-card ul{margin:.9rem 0;padding-left:1.1rem}
.narrow-card>p>.button{margin-top:.9rem}
.narrow-card h1{font-size:clamp(1.35rem,4vw,1.8rem)}
.narrow-card{max-width:38rem;margin-left:auto;margin-right:auto}
@media screen and (max-width:60rem){
.split{display:flex;flex-direction:column;align-items:stretch}
.split>aside{display:contents}
.split>div{order:1}
.take,.erase{order:2}
}
@media screen and (max-width:48rem){
h1{font-size:1.35rem}
.steps{grid-auto-flow:row;grid-auto-columns:auto}
.steps li{padding:0 0 .9rem 1.75rem}
.steps li:last-child{padding-bottom:0}
.steps li::before{top:.5rem;bottom:-.5rem;left:.4rem;right:auto;width:3px;height:auto}
.steps li::after{top:.2rem}
.fields{grid-template-columns:minmax(0,1fr);gap:.1rem}
.fields dd{margin-bottom:.5rem}
.fields dd:has(+dd){margin-bottom:0}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr));gap:.6rem}
.tile{padding:.75rem .85rem}
.tile .big{font-size:1.4rem}
}
@media print{.split{display:block}.erase,.take{display:none}}
`.trim();

export const LEAD_SHEET: Sheet = {
  element: asHtml(`<style>${STYLE}</style>`),
  source: `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
};
