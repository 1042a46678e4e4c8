import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, Page as Tab } from 'playwright-core'
import { startChromium } from '../../kit/testing/chromium.ts'
import { skipWithout } from '../../kit/testing/programs.ts'
import { startTarget, type Target } from '../../kit/testing/target.ts'
import { pageHeaders } from './headers.ts'
import { type Language, languages } from './language.ts'
import type { PublicStatus } from './public-status.ts'
import { samplePage, statusText } from './testing/sample-page.ts'
import { nothingKnown, sampleIncident, sampleOutage, sampleStatus } from './testing/sample-status.ts'
import { historyView } from './views/history.ts'
import { incidentPage } from './views/incident.ts'
import { notFoundPage } from './views/not-found.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
// Text, because it runs in the browser: this program knows no `document`.
const faultsFound = `axe
  .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' | ')))`
const outage: PublicStatus = {
  ...sampleStatus(9, {
    0: 'major_outage',
    2: 'partial_outage',
    4: 'degraded_performance',
    5: 'unknown',
    7: 'under_maintenance',
  }),
  open: [sampleOutage, sampleIncident(8, { impact: 'minor', resolved_at: null, status: 'monitoring' })],
}
const busy: PublicStatus = {
  ...sampleStatus(6),
  history: { ...sampleStatus(6).history, first: '2026-02-03T04:05:06.000Z' },
}
const versions = { changed: 1, minute: 1 }
const pages: Readonly<Record<string, (language: Language) => string>> = {
  outage: language => statusText(samplePage(outage, language)),
  well: language => statusText(samplePage(sampleStatus(4), language)),
  'first-run': language => statusText(samplePage(nothingKnown, language, { title: null })),
  incident: language => incidentPage(samplePage(outage, language), sampleOutage).text,
  history: language => historyView.sheets(busy, versions)[0]?.write(samplePage(busy, language)).text ?? '',
  'not-found': language => notFoundPage(samplePage(outage, language)).text,
}
const looks = [
  { name: 'light', colorScheme: 'light', width: 1_100 },
  { name: 'dark', colorScheme: 'dark', width: 800 },
  { name: 'narrow', colorScheme: 'light', width: 320 },
] as const

let server: Target
let browser: Browser | null = null

before(async () => {
  server = await startTarget()
  for (const [name, write] of Object.entries(pages)) {
    for (const language of languages) {
      server.answer(`/${language}/${name}`, { headers: { ...pageHeaders(language) }, body: write(language) })
    }
  }
  browser = await startChromium()
})
after(async () => {
  await browser?.close()
  await server.stop()
})

type Options = NonNullable<Parameters<Browser['newContext']>[0]>

async function open(
  t: TestContext,
  path: string,
  options: Options,
): Promise<{ tab: Tab; complaints: string[] } | null> {
  if (!browser) {
    skipWithout(t, 'chromium')
    return null
  }
  const context = await browser.newContext(options)
  t.after(() => context.close())
  const tab = await context.newPage()
  const complaints: string[] = []
  tab.on('console', message => {
    complaints.push(message.text())
  })
  await tab.goto(`${server.url}${path}`)
  return { tab, complaints }
}

for (const { name, colorScheme, width } of looks) {
  for (const language of languages) {
    test(`no page has an accessibility fault: ${name}, ${language}`, async t => {
      const opened = await open(t, `/${language}/outage`, {
        colorScheme,
        viewport: { width, height: 900 },
        bypassCSP: true,
      })
      if (!opened) return
      const { tab } = opened
      for (const page of Object.keys(pages)) {
        await tab.goto(`${server.url}/${language}/${page}`)
        await tab.evaluate('for (const details of document.querySelectorAll("details")) details.open = true')
        await tab.evaluate(axe)
        const faults = await tab.evaluate<string[]>(faultsFound)
        assert.deepEqual(faults, [], page)
        const scrolls = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        assert.ok(scrolls <= 0, `${page} scrolls sideways by ${scrolls} px`)
      }
    })
  }
}

test('the style applies under the strict policy and the browser complains of nothing', async t => {
  const opened = await open(t, '/en/outage', {})
  if (!opened) return
  const { tab, complaints } = opened
  const hero = await tab.evaluate<string>('getComputedStyle(document.querySelector(".hero")).display')
  assert.equal(hero, 'flex')
  assert.deepEqual(complaints, [])
})

test('without JavaScript everything is there, and the day table is reached and opened by keyboard', async t => {
  const opened = await open(t, '/en/well', { javaScriptEnabled: false })
  if (!opened) return
  const { tab } = opened
  assert.equal(await tab.locator('h1').textContent(), 'All systems operational')
  const table = tab.locator('table').first()
  assert.equal(await table.isVisible(), false)
  for (let step = 0; step < 12; step++) {
    if (await tab.evaluate<boolean>('document.activeElement === document.querySelector(".days summary")')) break
    await tab.keyboard.press('Tab')
  }
  await tab.keyboard.press('Enter')
  assert.equal(await table.isVisible(), true)
  assert.match((await table.textContent()) ?? '', /Uptime of API Production, day by day/)
})

test('on paper the page is light and wide, whatever the screen was', async t => {
  const opened = await open(t, '/en/outage', { colorScheme: 'dark' })
  if (!opened) return
  await opened.tab.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const background = await opened.tab.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  assert.equal(background, 'rgb(255, 255, 255)')
})
