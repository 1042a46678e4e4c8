/** Eight colours that people with any sight tell apart, on light and on dark ground; then they begin anew. */
const light = ['#0757b8', '#bc4c00', '#1a7f37', '#8250df', '#b35900', '#0f7b8a', '#bf3989', '#57606a']
const dark = ['#6cb0ff', '#f0883e', '#3fb950', '#bc8cff', '#e3b341', '#39c5cf', '#ff7eb6', '#9aa4af']

const colours = (list: readonly string[]): string =>
  Array.from({ length: 12 }, (_, index) => `.chart .s${index}{--hue:${list[index % list.length]}}`).join('')

/** Of a picture that stands by itself. */
export const chartStyle = `
svg{--ground:#fff;--ink:#1f2328;--soft:#59636e;--rule:#d9dfe5;--limit:#cf222e}${colours(light)}
@media(prefers-color-scheme:dark){svg{--ground:#151b23;--ink:#e9eef4;--soft:#9aa4af;--rule:#2b333d;--limit:#ff6a62}${colours(dark)}}
.ground{fill:var(--ground)}
.word{font:12px system-ui,sans-serif;fill:var(--soft)}
.title{font:600 14px system-ui,sans-serif;fill:var(--ink)}
.grid{stroke:var(--rule);fill:none}
.line{fill:none;stroke:var(--hue);stroke-width:2;stroke-linejoin:round}
.area{fill:var(--hue);opacity:.2}
.column,.dot{fill:var(--hue)}
.threshold{stroke:var(--limit);stroke-dasharray:6 4;fill:none}
`.replaceAll('\n', '')
