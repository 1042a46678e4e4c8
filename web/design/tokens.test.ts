import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = '', light = '', dark = '']) => [
    name,
    { light, dark },
  ]),
)

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string, theme: 'light' | 'dark'): number {
  const [a, b] = [one, other].map(name => luminance(tokens.get(name)?.[theme] ?? '')).sort((x, y) => y - x) as [
    number,
    number,
  ]
  return (a + 0.05) / (b + 0.05)
}

const grounds = ['page', 'surface', 'raised', 'sunken']
const tones = ['ok', 'warn', 'bad', 'hold', 'unknown', 'accent']
const text: [string, string][] = [
  ...grounds.flatMap((ground): [string, string][] => ['ink', 'muted', ...tones].map(name => [name, ground])),
  ...tones.flatMap((tone): [string, string][] => [tone, 'ink', 'muted'].map(name => [name, `${tone}-soft`])),
  ['accent-ink', 'accent'],
]

test('text has a contrast of 4.5 on every ground it stands on, light and dark', () => {
  assert.ok(tokens.size > 20)
  for (const theme of ['light', 'dark'] as const) {
    for (const [name, ground] of text) {
      const ratio = contrast(name, ground, theme)
      assert.ok(ratio >= 4.5, `${theme}: ${name} on ${ground} ${ratio.toFixed(2)}`)
    }
  }
})

test('edges of what can be used have a contrast of 3', () => {
  for (const theme of ['light', 'dark'] as const) {
    for (const ground of grounds) assert.ok(contrast('edge', ground, theme) >= 3, `${theme}: edge on ${ground}`)
  }
})
