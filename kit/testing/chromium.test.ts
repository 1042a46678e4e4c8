import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withChromium } from './chromium.ts'
import { startTarget } from './target.ts'

test('a real browser shows a local page', async t => {
  const target = await startTarget()
  t.after(() => target.stop())
  target.answer('/', { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<title>Ça marche</title>' })
  const browser = await withChromium(t)
  if (!browser) return
  const page = await browser.newPage()
  await page.goto(target.url)
  assert.equal(await page.title(), 'Ça marche')
})
