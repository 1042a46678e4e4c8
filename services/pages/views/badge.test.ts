import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XMLValidator } from 'fast-xml-parser'
import { textWidth } from '../charts/text-width.ts'
import { samplePage } from '../testing/sample-page.ts'
import { sampleComponent, sampleStatus } from '../testing/sample-status.ts'
import { badgeView, componentBadge } from './badge.ts'

const drawn = (name: string, language: 'en' | 'fr' = 'en') => {
  const page = samplePage(sampleStatus(1), language)
  const { text } = componentBadge(page, sampleComponent(0, { name, status: 'degraded_performance' }))
  assert.equal(XMLValidator.validate(text), true)
  return text
}

// As browsers measure them in Verdana, 11 px.
const measured: readonly (readonly [string, number])[] = [
  ['API Production', 81.18],
  ['Opérationnel', 70.88],
  ['iiii', 12.08],
  ['WWWW', 43.52],
  ['', 0],
]
for (const [text, width] of measured) {
  test(`"${text}" is ${width} px wide`, () => assert.ok(Math.abs(textWidth(text) - width) < 1, `${textWidth(text)}`))
}

test('a badge is as wide as its two texts, and says them to whoever cannot see it', () => {
  const text = drawn('API Production')
  const [, width] = /<svg [^>]*width="(\d+)"/.exec(text) ?? []
  assert.equal(Number(width), Math.ceil(textWidth('API Production')) + Math.ceil(textWidth('Degraded')) + 24)
  assert.match(text, /role="img" aria-label="API Production: Degraded"/)
  assert.match(drawn('API Production', 'fr'), /aria-label="API Production\u00a0: Dégradé"/)
})

test('a letter that is not in the table has the width of the widest, so that nothing is cut off', () => {
  assert.equal(textWidth('日本'), 22)
  assert.equal(textWidth('e\u0301'), textWidth('é'))
})

test('a name may hold anything and be of any length', () => {
  assert.match(drawn('<script>"&\u0001'), /aria-label="&lt;script&gt;&quot;&amp;: Degraded"/)
  assert.match(drawn('x'.repeat(200)), />x{59}…<\/text>/)
})

test('the badge of everything says the worst', () => {
  const status = sampleStatus(3, { 1: 'major_outage' })
  const [overall] = badgeView.pages(status, { changed: 1, minute: 1 })
  assert.match(overall?.render(samplePage(status)).text ?? '', /aria-label="Acme: Major outage"/)
})
