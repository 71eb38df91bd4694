import { strengthStyle } from "./strengths.js";

/** The page's style sheet. System fonts; colours that hold for colour-blind readers, in light and dark, and in print. */
export const pageStyle = `
:root {
  color-scheme: light;
  --page: #ffffff; --panel: #ffffff; --soft: #f4f6f8; --ink: #171b20; --muted: #57606b; --line: #d8dde3;
  --good: #0b5fae; --good-soft: #e5f0fa; --bad: #b04a06; --bad-soft: #fdeee2; --other: #9aa4af;
}
:root[data-theme="dark"] {
  color-scheme: dark;
  --page: #111418; --panel: #181c21; --soft: #20252b; --ink: #e7eaee; --muted: #a3adb8; --line: #343b44;
  --good: #6fb3f2; --good-soft: #16304a; --bad: #f0994f; --bad-soft: #43270f; --other: #68737f;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) {
    color-scheme: dark;
    --page: #111418; --panel: #181c21; --soft: #20252b; --ink: #e7eaee; --muted: #a3adb8; --line: #343b44;
    --good: #6fb3f2; --good-soft: #16304a; --bad: #f0994f; --bad-soft: #43270f; --other: #68737f;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 7rem; }
body {
  margin: 0; background: var(--page); color: var(--ink); font-variant-numeric: tabular-nums;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main, .top, footer { max-width: 78rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2.5rem); }
.top { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding-block: 1rem; color: var(--muted); font-size: .875rem; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.3vw, 2.125rem); line-height: 1.22; letter-spacing: -.018em; font-weight: 650; max-width: 36ch; margin: 1.25rem 0 2.25rem; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.375rem; line-height: 1.3; letter-spacing: -.01em; font-weight: 650; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 small { font-size: .875rem; font-weight: 400; letter-spacing: 0; color: var(--muted); margin-left: .4em; line-height: 1.45; }
section { padding-block: 2rem; border-top: 1px solid var(--line); }
p { margin: 0 0 1rem; }
.prose, .gallery > p { max-width: 72ch; }
.note, .gallery > p { color: var(--muted); font-size: .875rem; }
.note { max-width: 90ch; margin-block: 1rem .5rem; }
h3 { font-size: 1rem; font-weight: 600; margin: 1.75rem 0 .5rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 2rem 3rem; align-items: start; }
.evaluation { grid-template-columns: minmax(0, 7fr) minmax(0, 5fr); }
.columns > * { min-width: 0; margin: 0; }
.scroll {
  overflow-x: auto; background-repeat: no-repeat; background-attachment: local, local, scroll, scroll;
  background-size: 2.5rem 100%, 2.5rem 100%, .6rem 100%, .6rem 100%; background-position: 0, 100%, 0, 100%;
  background-image: linear-gradient(to right, var(--page) 40%, transparent), linear-gradient(to left, var(--page) 40%, transparent),
    linear-gradient(to right, var(--line), transparent), linear-gradient(to left, var(--line), transparent);
}
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption, figcaption { text-align: left; color: var(--muted); font-size: .8125rem; padding-block: 0 .5rem; }
figcaption { padding-block: .6rem 0; }
th, td { padding: .55rem .35rem; border-bottom: 1px solid var(--line); vertical-align: top; text-align: right; }
th { font-weight: 600; }
thead th { font-size: .75rem; line-height: 1.35; color: var(--muted); vertical-align: bottom; }
th:first-child { text-align: left; padding-left: 0; min-width: 6.75rem; overflow-wrap: anywhere; }
td { white-space: nowrap; }
th small { display: block; font-weight: 400; color: var(--muted); font-size: .75rem; line-height: 1.4; }
abbr { text-decoration: none; }
th small span, figcaption span { white-space: nowrap; }
figcaption span { margin-right: .8em; }
.key { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .35em; }
svg.key { overflow: hidden; } .key.good { background: var(--good); } .key.bad { background: var(--bad); } .key.other { background: var(--other); }
b.good { color: var(--good); } b.bad { color: var(--bad); }
dl { margin: 0; font-size: .9375em; }
dl > div { display: grid; grid-template-columns: 9.5rem 1fr; gap: .25rem 1rem; padding-block: .5rem; border-bottom: 1px solid var(--line); }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
dl.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 0 2rem; }
dl.tiles > div { display: block; }
dl.tiles dd { font-size: 1.25rem; font-weight: 600; }
dl.tiles small { display: block; font-size: .75rem; font-weight: 400; line-height: 1.4; color: var(--muted); }
dl.terms > div { grid-template-columns: 1fr; } dl.terms dt { color: var(--ink); font-weight: 600; }
.reading { grid-template-columns: minmax(0, 24rem) minmax(0, 1fr); }
pre { margin: 0; padding: .8rem 1rem; border-radius: 6px; background: var(--soft); overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: .8125rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
.chart { display: block; width: 100%; height: auto; font-size: 11px; font-family: inherit; color: var(--ink); }
.chart text { white-space: pre; }
figure .chart { max-width: 30rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1.5rem 2rem; }
.charts.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.5rem 3rem; }
.charts > figure, #scores { margin: 0; min-width: 0; }
.charts.wide > figure { display: flex; flex-direction: column; } .charts.wide .chart { margin-top: auto; }
.charts figcaption, #scores figcaption { padding-block: .5rem .75rem; line-height: 1.45; max-width: 62ch; }
.charts figcaption strong, #scores figcaption strong { color: var(--ink); font-weight: 600; }
#theme { white-space: nowrap; } #scores { margin-top: 2rem; } #scores .chart { max-width: 34rem; }
.legend span { margin-right: 1.2em; white-space: nowrap; }
.range { display: block; font-size: .6875rem; font-weight: 400; line-height: 1.3; color: var(--muted); }
dl.tiles .range { display: inline; font-size: .75rem; margin-left: .35em; }
.comparison th, .comparison td { min-width: 6.5rem; } .comparison thead th { overflow-wrap: anywhere; }
.comparison .group th { padding-top: 1.4rem; font-size: 1rem; } .comparison .best { background: var(--good-soft); }
#curves { margin: 0; } #curves .chart { max-width: 40rem; } #curves .entrant { display: inline-block; white-space: normal; overflow-wrap: anywhere; }
.contents { font-size: .875rem; margin: -1rem 0 1.75rem; }
.contents ol { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; }
.contents li { min-width: 0; overflow-wrap: anywhere; } .contents a { color: var(--good); text-underline-offset: .2em; }
table.classes, table.pairs { max-width: 52rem; } .classes th:first-child, .pairs th:first-child { min-width: 5rem; } td.name { white-space: normal; overflow-wrap: anywhere; }
table.confusion { width: auto; font-size: .75rem; border-collapse: separate; border-spacing: 1px; }
.confusion th, .confusion td { border: 0; padding: .25rem .35rem; min-width: 1.9rem; text-align: center; vertical-align: middle; }
.confusion th:first-child { position: sticky; left: 0; background: var(--page); text-align: right; padding-left: 0; min-width: 3rem; white-space: nowrap; }
.confusion thead th { vertical-align: bottom; }
table.confusion.dense { font-size: .625rem; } .confusion.dense th, .confusion.dense td { padding: .15rem 0; min-width: 1.25rem; }
.confusion .turned span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.confusion tbody td { background: var(--soft); }
${strengthStyle}
.confusion .good { background: color-mix(in srgb, var(--good) var(--strength), var(--page)); }
.confusion .bad { background: color-mix(in srgb, var(--bad) var(--strength), var(--page)); }
.confusion .other { background: color-mix(in srgb, var(--other) var(--strength), var(--page)); }
.reasons { max-width: 44rem; } .reasons th small { font-size: .6875rem; }
.neighbours { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem; margin-top: .35rem !important; color: var(--muted); font-size: .75rem; }
.neighbours .label { flex-basis: 100%; }
.item .neighbours img { width: 1.75rem; border-radius: 2px; }
dialog .item .neighbours img { width: 3.5rem; margin: 0; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
.card { position: relative; margin: 0; padding: .9rem .9rem .5rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); min-width: 0; }
.example { max-width: 26rem; }
.card.bad { border-color: var(--bad); }
.card:hover, .card:focus-within { border-color: var(--muted); }
.card.bad:hover, .card.bad:focus-within { border-color: var(--bad); box-shadow: 0 0 0 1px var(--bad); }
.item { display: grid; grid-template-columns: 5.25rem 1fr; gap: .9rem; margin-bottom: .6rem; }
.item img { width: 5.25rem; height: auto; image-rendering: pixelated; border-radius: 4px; background: var(--soft); }
.item p { margin: 0; }
.chip { font-size: .75rem; font-weight: 600; line-height: 1.3; padding: .15rem .5rem; border-radius: 999px; background: var(--soft); color: var(--muted); white-space: nowrap; }
.chip.good { background: var(--good-soft); color: var(--good); } .chip.bad { background: var(--bad-soft); color: var(--bad); }
.says { font-size: 1.1875rem; font-weight: 650; line-height: 1.3; margin-block: .3rem .1rem !important; overflow-wrap: anywhere; }
.facts { color: var(--muted); font-size: .75rem; line-height: 1.4; overflow-wrap: anywhere; }
.facts span:not(:last-child)::after { content: " · "; }
.enlarge { position: absolute; inset: 0; border-radius: 8px; text-align: right; padding: .5rem .75rem; color: var(--muted); text-decoration: none; line-height: 1.2; }
.cards .card:target { grid-column: 1 / -1; grid-row: span 2; max-width: 56rem; }
.filters { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding-block: .75rem; background: var(--page); border-block: 1px solid var(--line); margin-bottom: -1px; }
.filters > div { display: flex; flex-wrap: wrap; gap: .375rem; }
.filters > div > span { color: var(--muted); font-size: .8125rem; align-self: center; }
.filters p { margin: 0 0 0 auto; white-space: nowrap; color: var(--muted); font-size: .8125rem; }
button { font: inherit; font-size: .78125rem; line-height: 1.3; min-height: 2rem; padding: .3rem .5rem; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); color: var(--ink); cursor: pointer; max-width: 100%; overflow-wrap: anywhere; }
button span { color: var(--muted); margin-left: .15em; }
button:hover { border-color: var(--muted); }
button[aria-pressed="true"] { background: var(--ink); border-color: var(--ink); color: var(--page); }
button[aria-pressed="true"] span { color: inherit; opacity: .8; }
:focus-visible { outline: 2px solid var(--good); outline-offset: 2px; }
.script-only { display: none !important; }
@media screen {
  .scripted .script-only { display: flex !important; }
  .scripted button.script-only { display: inline-block !important; }
}
[hidden] { display: none !important; }
dialog { width: min(60rem, 100vw - 1.5rem); max-height: calc(100dvh - 1.5rem); padding: 0; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); color: var(--ink); }
dialog::backdrop { background: rgb(0 0 0 / .55); }
dialog .bar { position: sticky; top: 0; display: flex; gap: .5rem; align-items: center; padding: .75rem 1rem; background: var(--panel); border-bottom: 1px solid var(--line); }
dialog .bar p { margin: 0 auto 0 0; font-weight: 600; overflow-wrap: anywhere; }
dialog .body { padding: 1rem clamp(.75rem, 3vw, 1.75rem) 1rem; }
dialog .bar button { white-space: nowrap; flex: none; overflow-wrap: normal; }
dialog .body { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 1.5rem; }
dialog .item { display: block; } dialog .item img { width: 100%; margin-bottom: .75rem; }
dialog .says { font-size: 1.75rem; } dialog .facts, dialog .chip { font-size: .875rem; }
dialog .chart { max-height: max(18rem, 100dvh - 9rem); }
footer { padding-block: 1.5rem 3rem; color: var(--muted); font-size: .8125rem; border-top: 1px solid var(--line); }
@media (max-width: 50rem) {
  dialog .body { grid-template-columns: minmax(0, 1fr); gap: .75rem; }
  dialog .item { display: grid; grid-template-columns: 6rem 1fr; } dialog .item img { margin: 0; }
  dialog .says { font-size: 1.375rem; }
  dialog .chart { max-height: none; }
  .reading, .evaluation { grid-template-columns: minmax(0, 1fr); }
  .filters { position: static; } h2 small { display: block; margin: .25rem 0 0; }
  .filters p { margin-left: 0; }
  html { scroll-padding-top: 1rem; }
}
@media (max-width: 30rem) {
  dl > div { grid-template-columns: 7.5rem 1fr; }
  th, td { padding-inline: .2rem; } table { font-size: .75rem; } thead th { font-size: .6875rem; }
  th:first-child { min-width: 6.5rem; } .roomy { display: none; }
  table.confusion { font-size: .625rem; } .confusion th, .confusion td { padding: .25rem .1rem; min-width: 1.6rem; }
  .confusion th:first-child { min-width: 2rem; padding-right: .25rem; }
}
@media print {
  :root, :root[data-theme="dark"], :root:not([data-theme="light"]) {
    color-scheme: light;
    --page: #fff; --panel: #fff; --soft: #f4f6f8; --ink: #000; --muted: #444; --line: #ccc;
    --good: #0b5fae; --good-soft: #fff; --bad: #b04a06; --bad-soft: #fff; --other: #9aa4af;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 10pt; }
  main, .top, footer { max-width: none; padding-inline: 0; }
  .enlarge, .script-only, dialog { display: none !important; }
  .cards { grid-template-columns: repeat(3, 1fr); gap: .5rem; }
  .card, figure, table, dl > div, pre { break-inside: avoid; }
  .charts.wide { grid-template-columns: repeat(2, 1fr); }
  h2 { break-after: avoid; }
  .chip { border: 1px solid currentColor; }
}
`;
