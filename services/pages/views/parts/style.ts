import { createHash } from 'node:crypto'

const light = `
--page:#f6f8fa;--card:#fff;--ink:#1f2328;--soft:#59636e;--line:#d9dfe5;--link:#0757b8;
--ok:#1a7f37;--slow:#9a6700;--part:#bc4c00;--down:#cf222e;--work:#0969da;--dark:#59636e;
--bar-ok:#2da44e;--bar-slow:#d9a514;--bar-down:#dc3545;--bar-work:#3b8eea;--bar-dark:#bcc5ce;
--s0:#0757b8;--s1:#bc4c00;--s2:#1a7f37;--s3:#8250df;--s4:#b35900;--s5:#0f7b8a;--s6:#bf3989;--s7:#57606a`

const dark = `
--page:#0d1117;--card:#151b23;--ink:#e9eef4;--soft:#9aa4af;--line:#2b333d;--link:#6cb0ff;
--ok:#3fb950;--slow:#d9a128;--part:#f0883e;--down:#ff6a62;--work:#58a6ff;--dark:#9aa4af;
--bar-ok:#2ea043;--bar-slow:#d9a128;--bar-down:#f85149;--bar-work:#388bfd;--bar-dark:#3b4450;
--s0:#6cb0ff;--s1:#f0883e;--s2:#3fb950;--s3:#bc8cff;--s4:#e3b341;--s5:#39c5cf;--s6:#ff7eb6;--s7:#9aa4af`

const rules = `
:root{${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box;margin:0}
html{color-scheme:light dark;text-size-adjust:100%;-webkit-text-size-adjust:100%}
body{font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;
color:var(--ink);background:var(--page);max-inline-size:50rem;margin-inline:auto;padding-inline:1rem;overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
h1{font-size:1.6rem;line-height:1.25;letter-spacing:-.015em;font-weight:650;text-wrap:balance}
h2{font-size:1.05rem;font-weight:650;margin-block-end:.75rem}
h3{font-size:1rem;font-weight:600}
ul,ol{list-style:none;padding:0}
p+p{margin-block-start:.35rem}
section{margin-block-start:2.5rem}
footer p{margin:0}
footer a+a{margin-inline-start:1rem}
.symbols{position:absolute}
symbol circle{fill:currentColor}
symbol path{fill:none;stroke:var(--card);stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.top,footer{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1.5rem}
.top{padding-block:1.5rem;align-items:center}
.menu ul{display:flex;flex-wrap:wrap;gap:0 1.1rem}
.menu{margin:0 auto 0 0;margin-block:0;margin-inline:0 auto}
.menu a{color:var(--soft);text-decoration:none}
.menu a:hover{text-decoration:underline}
.menu [aria-current]{color:var(--ink);font-weight:600}
h2 .soft{font-weight:400;margin-inline-start:.35rem}
.pager{display:flex;justify-content:space-between;gap:1rem;margin-block:2rem 0}
.more{margin-block-start:.75rem;font-size:.875rem}
.top a,footer a,nav a,.blank a,.more a{display:inline-block;padding-block:.25rem}
.brand{font-weight:650;color:inherit;text-decoration:none}
.soft,footer,.facts{color:var(--soft);font-size:.875rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem 1.25rem}
.ok{--tone:var(--ok)}.slow{--tone:var(--slow)}.part{--tone:var(--part)}.down{--tone:var(--down)}.work{--tone:var(--work)}.dark{--tone:var(--dark)}
.icon{inline-size:1.1em;block-size:1.1em;flex:none;color:var(--tone)}
.state{display:inline-flex;align-items:center;gap:.4em;color:var(--tone);font-size:.875rem;font-weight:550;white-space:nowrap}
.hidden{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
.hero{display:flex;align-items:center;gap:1.1rem;margin-block-start:.5rem;padding:1.6rem 1.5rem;border-radius:1rem;
background:var(--card);background:color-mix(in srgb,var(--tone) 9%,var(--card));
border:1px solid var(--line);border-color:color-mix(in srgb,var(--tone) 32%,var(--card))}
.hero .icon{inline-size:2.5rem;block-size:2.5rem}
.hero p{color:var(--soft);margin-block-start:.15rem}
.hero p{color:color-mix(in srgb,var(--ink) 78%,var(--card))}
ul.card{padding-block:0}
ul.card>li{padding-block:1.05rem}
ul.card>.brief{padding-block:.45rem}
ul.card>li+li{border-block-start:1px solid var(--line)}
.name{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.1rem 1rem}
.name strong{font-weight:600}
.note{font-size:.875rem;color:var(--slow)}
dl+.note{margin-block-start:.6rem}
.bars{overflow:hidden;margin-block-start:.6rem}
.bars svg{display:block;inline-size:100%;block-size:2rem}
.bars g{clip-path:url(#days)}
rect.up,path.up{fill:var(--bar-ok)}rect.slow,path.slow{fill:var(--bar-slow)}rect.down,path.down{fill:var(--bar-down)}
rect.work,path.work{fill:var(--bar-work)}rect.dark,path.dark{fill:var(--bar-dark)}
summary{cursor:pointer;list-style:none;border-radius:4px}
summary::-webkit-details-marker{display:none}
.days summary{display:flex;justify-content:space-between;gap:.5rem;padding-block:.35rem;font-size:.8125rem;color:var(--soft)}
.days summary:hover .ratio{text-decoration:underline;text-underline-offset:.18em}
.narrow{display:none}
.ratio::after,.group summary h3::after,.legend summary::after,.ask summary strong::after{content:"";display:inline-block;inline-size:.38em;block-size:.38em;margin-inline-start:.55em;
border:solid;border-width:0 1.5px 1.5px 0;transform:translateY(-.2em) rotate(45deg)}
[open]>summary .ratio::after,.group[open]>summary h3::after,.legend[open] summary::after,.ask[open] summary strong::after{transform:translateY(.05em) rotate(225deg)}
.group+.group{margin-block-start:1.25rem}
.group>summary{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.1rem 1rem;padding:.45rem 1.25rem}
table{inline-size:100%;border-collapse:collapse;font-size:.8125rem;margin-block:.25rem .5rem}
caption{text-align:start;color:var(--soft);padding-block:.25rem .4rem}
th,td{text-align:start;vertical-align:top;padding:.3rem .75rem .3rem 0;padding-block:.3rem;padding-inline:0 .75rem;border-block-start:1px solid var(--line);font-weight:400}
thead th{color:var(--soft);border:0}
td:nth-child(2){white-space:nowrap}
td::first-letter{text-transform:uppercase}
.group>summary .soft{margin-inline-end:auto}
.group:not([open])>summary{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding-block:.9rem}
.group:not([open])+.group:not([open]){margin-block-start:.5rem}
.legend{margin-block-start:.75rem;color:var(--soft);font-size:.8125rem}
.legend summary{padding:.35rem 1.25rem}
.legend p{padding-inline:1.25rem;margin-block:.35rem}
.chart{display:block;inline-size:100%;block-size:auto}
.chart text{font:12px system-ui,sans-serif;fill:var(--soft)}
.chart .grid{stroke:var(--line);fill:none}
.line{fill:none;stroke:var(--hue);stroke-width:2;stroke-linejoin:round}
.chart .area{fill:var(--hue);opacity:.2}
.column,.dot{fill:var(--hue)}
.threshold{stroke:var(--down);stroke-dasharray:6 4}
.s0{--hue:var(--s0)}.s1{--hue:var(--s1)}.s2{--hue:var(--s2)}.s3{--hue:var(--s3)}.s4{--hue:var(--s4)}.s5{--hue:var(--s5)}.s6{--hue:var(--s6)}.s7{--hue:var(--s7)}.s8{--hue:var(--s0)}.s9{--hue:var(--s1)}.s10{--hue:var(--s2)}.s11{--hue:var(--s3)}
.key{display:inline-flex;align-items:center;gap:.45em;margin-inline-end:1rem}
.key svg{inline-size:.75rem;block-size:.75rem}
.incident{padding:0;overflow:hidden;border-color:color-mix(in srgb,var(--tone) 32%,var(--line))}
.incident>div{padding:.35rem 1.25rem 1.1rem}
.incident>header{padding:.9rem 1.25rem;border-block-end:1px solid var(--line);border-color:color-mix(in srgb,var(--tone) 22%,var(--line));background:color-mix(in srgb,var(--tone) 6%,var(--card))}
.incident+*{margin-block-start:.75rem}
.incident h3,.incident h3 a{font-size:1.1rem;color:inherit}
.facts{margin-block-start:.3rem}
.facts{display:flex;flex-wrap:wrap;align-items:center;gap:.1rem .6rem}
.phases{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.2rem,1fr));gap:.5rem;margin-block:1rem;font-size:.8125rem;color:var(--soft)}
.phases li{border-block-start:4px solid var(--line);border-radius:2px;padding-block-start:.35rem}
.phases .done{border-color:var(--tone);color:var(--ink)}
.phases [aria-current]{font-weight:650}
.updates{margin-inline-start:.35rem;margin-block:1rem .5rem}
.updates li{position:relative;padding:0 0 1rem 1.25rem;padding-block:0 1rem;padding-inline:1.25rem 0}
.updates li:last-child{padding-block-end:0}
.updates li:not(:last-child)::after{content:"";position:absolute;inset-block:.75em -.75em;inset-inline-start:-1px;border-inline-start:2px solid var(--line)}
.updates li::before{content:"";position:absolute;z-index:1;inset-block-start:.45em;inset-inline-start:-.4rem;inline-size:.7rem;block-size:.7rem;border-radius:50%;background:var(--tone,var(--soft));box-shadow:0 0 0 3px var(--card)}
.updates strong{margin-inline-end:.35rem}
.updates time{display:inline-block;color:var(--soft);font-size:.875rem}
.updates p{white-space:pre-line}
ul.lines>li{display:grid;grid-template-columns:auto 1fr;column-gap:.7rem;padding-block:.8rem}
.lines .soft{grid-column:2}
.page .updates li::before{box-shadow:0 0 0 3px var(--page)}
.page h1{margin-block:.1rem 1rem}
.page h2{margin-block:2rem 0}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem 1.5rem;margin-block-start:1rem}
dt{color:var(--soft);font-size:.8125rem}
nav{margin-block:.5rem 1.25rem;font-size:.875rem}
.blank{text-align:center;padding-block:4rem}
.blank p{margin-block-start:.75rem;color:var(--soft)}
.code{font-size:4rem;line-height:1;font-weight:700}
.steps{counter-reset:step;margin-block:2.5rem 0}
.steps li{counter-increment:step;position:relative;padding-inline-start:3.25rem;padding-block-end:2rem}
.steps li::before{content:counter(step);position:absolute;inset-inline-start:0;inset-block-start:-.2rem;inline-size:2.1rem;block-size:2.1rem;display:grid;place-items:center;border-radius:50%;background:var(--work);color:var(--card);font-weight:650}
.steps h2{margin-block-end:.25rem}
pre{font:.875rem/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.25rem;margin-block-start:.6rem;overflow-x:auto;overflow-wrap:normal}
pre b{font-weight:400;color:var(--link)}
.lead{color:var(--soft);margin-block-start:.35rem}
h1+.lead+*,h1+.level{margin-block-start:1rem}
aside{display:grid;gap:.6rem;margin-block-end:1.5rem}
.banner{display:flex;gap:.75rem;padding:.75rem 1rem;border-radius:.75rem;font-size:.9375rem;background:var(--card);background:color-mix(in srgb,var(--tone) 10%,var(--card));border:1px solid var(--tone)}
.banner .icon{margin-block-start:.25em}
.banner p,.message{white-space:pre-line}
.message{margin-block-start:.35rem;font-size:.9375rem}
.level{display:flex;flex-wrap:wrap;align-items:center;gap:.1rem .6rem}
.events{margin-block-start:.4rem;font-size:.9375rem}
.events .soft{display:block}
.links a{display:inline-block;margin-inline-end:1rem;padding-block:.25rem}
.shares{display:flex;flex-wrap:wrap;gap:.35rem .6rem;margin-block-start:.6rem}
.shares li{border:1px solid var(--line);border-radius:1rem;background:var(--card);padding:.2rem .8rem;font-size:.875rem}
.shares a{display:inline-block;padding-block:.15rem}
.what{margin-block-start:1.25rem;font-size:.9375rem}
.ask{margin-block-start:2.5rem}
.ask summary{margin:-1.1rem -1.25rem;padding:1.1rem 1.25rem}
.ask[open] summary{margin-block-end:-.5rem}
.ask summary .soft{display:block}
.witnesses{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.75rem;margin-block-start:1.25rem}
.witnesses+*{margin-block-start:1.25rem}
.witnesses .card{display:grid;gap:.2rem;align-content:start;padding:.85rem 1.1rem}
.witnesses .state{white-space:normal;align-items:start}
.witnesses .icon{margin-block-start:.2em}
.plot{position:relative;border-block-end:1px solid var(--line)}
.plot svg{display:block;inline-size:100%;block-size:9rem}
.top-mark{position:absolute;inset-block-start:-.6rem;inset-inline-end:0}
path.reports,rect.reports{fill:var(--bar-work)}
path.usual{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3;vector-effect:non-scaling-stroke}
.axis{display:flex;justify-content:space-between;margin-block:.25rem .6rem}
figcaption{margin-block-end:.35rem}
.form{display:grid;gap:1.1rem;padding-block:1.25rem}
.form p+p{margin:0}
.form label,legend{font-weight:550}
.field{display:grid;gap:.3rem;align-content:start}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:1.1rem}
input,textarea{font:inherit;color:inherit;background:var(--page);border:1px solid var(--soft);border-radius:.5rem;padding:.55rem .75rem;inline-size:100%;min-inline-size:0}
textarea{resize:vertical}
[aria-invalid]{border-color:var(--down);outline:1px solid var(--down)}
fieldset{border:0;padding:0;min-inline-size:0}
legend{padding:0;margin-block-end:.4rem}
.form .option{display:flex;align-items:center;gap:.6rem;font-weight:400;padding-block:.3rem}
.option input{inline-size:1.15rem;block-size:1.15rem;accent-color:var(--link);flex:none}
button{font:inherit;font-weight:600;color:var(--card);background:var(--link);border:0;border-radius:.5rem;padding:.65rem 1.3rem;cursor:pointer}
button:disabled{opacity:.6;cursor:progress}
.wrong{color:var(--down);font-size:.9375rem}
.trap{position:absolute;inset-inline-start:-99rem}
.after{margin-block-start:.6rem}
.news:not(:empty){position:sticky;inset-block-start:.5rem;z-index:2;margin-block-end:1rem}
.copy{user-select:all;white-space:pre-wrap;margin-block:.2rem .8rem}
.framed{padding:0;background:none}
.framed h1{font-size:1rem;letter-spacing:0}
.framed a{display:flex;align-items:center;gap:.6rem;min-block-size:2.75rem;padding:.4rem .9rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card);color:var(--ink);text-decoration:none;font-weight:600}
.framed .icon{inline-size:1.4rem;block-size:1.4rem}
footer{align-items:center;margin-block-start:3rem;padding-block:1.25rem 2.5rem;border-block-start:1px solid var(--line);font-size:.8125rem}
@media (max-width:36rem){
.menu{order:3;flex-basis:100%}
.ask summary{margin-inline:-1rem;padding-inline:1rem}
h1{font-size:1.35rem}
.hero{padding:1.25rem 1.1rem;gap:.9rem}
.hero .icon{inline-size:2rem;block-size:2rem}
.card,.incident>*{padding-inline:1rem}
.incident.card{padding:0}
.group>summary,.legend summary{padding-inline:1rem}
.legend p{padding-inline:1rem}
.bars svg{inline-size:200%;margin-inline-start:-100%}
.wide{display:none}.narrow{display:inline}
.steps li{padding-inline-start:0}
.steps li::before{position:static;margin-block-end:.5rem}
}
@media (prefers-reduced-motion:no-preference){summary h3::after,.ratio::after{transition:transform .15s}}
@media (forced-colors:active){symbol circle,.bars path,.key rect{forced-color-adjust:none}}
@media print{
:root{${light};--page:#fff}
body{max-inline-size:none;padding:0;font-size:11pt}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.menu,.top a:last-child,footer p:last-child,.legend,.ask,.more,.news,form{display:none}
.days summary{list-style:none}
.card,.hero,li{break-inside:avoid}
a{color:inherit;text-decoration:none}
}`

/** One style for all pages, inside each: a page is one request. */
export const style = rules.trim().replaceAll('\n', '')

/** The browser applies this style and no other. */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
