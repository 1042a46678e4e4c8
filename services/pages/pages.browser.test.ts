import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, Page as Tab } from 'playwright-core'
import { type Language, tables } from '../../contracts/messages/tables.ts'
import { languages } from '../../kit/messages/languages.ts'
import { accessibilityFaults } from '../../kit/testing/accessibility.ts'
import { startChromium } from '../../kit/testing/chromium.ts'
import { skipWithout } from '../../kit/testing/programs.ts'
import { startTarget, type Target } from '../../kit/testing/target.ts'
import { headersOf } from './rendering/headers.ts'
import type { PublicStatus } from './status/public-status.ts'
import { sampleAnnouncements, sampleProviders, sampleReports } from './testing/sample-notices.ts'
import { samplePage, statusText } from './testing/sample-page.ts'
import {
  nothingKnown,
  sampleComponent,
  sampleIncident,
  sampleMaintenance,
  sampleNow,
  sampleOutage,
  sampleStatus,
} from './testing/sample-status.ts'
import { contactPage } from './views/contact.ts'
import { incidentPage } from './views/incident.ts'
import { notFoundPage } from './views/not-found.ts'
import { emptyForm } from './views/parts/form.ts'
import { siteScriptView } from './views/parts/site-script.ts'
import { reportsPage } from './views/reports.ts'
import { views } from './views/views.ts'

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
  maintenances: [sampleMaintenance({ status: 'in_progress' }), sampleMaintenance({ id: 'm2' })],
  announcements: sampleAnnouncements,
  providers: sampleProviders,
}
const rendered = (address: string) => (language: Language) => {
  const rendered = views
    .flatMap(view => view.pages(busy, { changed: 1, minute: 1 }))
    .find(one => one.address === address)
  return rendered?.render(samplePage(busy, language)).text ?? ''
}
const component = sampleComponent(0)
const wrong = (language: Language) => ({
  values: { first_name: 'Zoé', last_name: '', email: 'nowhere', message: '' },
  problems: {
    '': tables[language].pages.form.wrong,
    last_name: tables[language].pages.form.required,
    category: tables[language].pages.form.required,
  },
})
/** By the address that decides about their policy. */
const pages: Readonly<Record<string, (language: Language) => string>> = {
  '/outage': language => statusText(samplePage(outage, language)),
  '/well': language => statusText(samplePage(sampleStatus(4), language)),
  '/first-run': language => statusText(samplePage(nothingKnown, language, { title: null })),
  '/incident': language => incidentPage(samplePage(outage, language), sampleOutage).text,
  '/': rendered('/'),
  '/history': rendered('/history'),
  '/providers': rendered('/providers'),
  '/subscribe': rendered('/subscribe'),
  '/subscribe/sent': rendered('/subscribe/sent'),
  '/embed': rendered('/embed'),
  '/embed/status': rendered('/embed/status'),
  '/contact': language => contactPage(samplePage(busy, language), wrong(language)).text,
  '/contact/sent': rendered('/contact/sent'),
  '/reports/api': language =>
    reportsPage(samplePage(busy, language), { component, reports: sampleReports(), filled: emptyForm }).text,
  '/reports/quiet': language =>
    reportsPage(samplePage(busy, language), { component, reports: null, filled: wrong(language) }).text,
  '/not-found': language => notFoundPage(samplePage(outage, language)).text,
}
const looks = [
  { name: 'light', colorScheme: 'light', width: 1_100 },
  { name: 'dark', colorScheme: 'dark', width: 800 },
  { name: 'narrow', colorScheme: 'light', width: 320 },
] as const

const scriptText = siteScriptView.pages(busy, { changed: 1, minute: 1 })[0]?.render(samplePage(busy)).text ?? ''

let server: Target
let browser: Browser | null = null

before(async () => {
  server = await startTarget()
  for (const [name, write] of Object.entries(pages)) {
    for (const language of languages) {
      server.answer(`/${language}${name}`, { headers: { ...headersOf(name, language) }, body: write(language) })
    }
  }
  server.answer('/status.js', { headers: { 'content-type': 'text/javascript' }, body: scriptText })
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
        await tab.goto(`${server.url}/${language}${page}`)
        assert.deepEqual(await accessibilityFaults(tab), [], page)
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

test('the script puts times into the zone of the reader, says how long ago, and offers what is new', async t => {
  const event = 'event: vigie.incidents.incident-updated.v1\ndata: {}\n\n'
  server.answer('/api/v1/live', { headers: { 'content-type': 'text/event-stream' }, body: event })
  const opened = await open(t, '/fr/outage', { timezoneId: 'America/Montreal' })
  if (!opened) return
  const { tab, complaints } = opened
  await tab.clock.setFixedTime(sampleNow)
  await tab.reload()
  const first = tab.locator('.facts time').first()
  assert.equal(await first.textContent(), '21 nov. à 07:49\u00a0UTC−5 (il y a 13\u00a0min)')
  assert.equal(await first.getAttribute('datetime'), '2026-11-21T12:49:57.000Z')
  assert.match((await tab.locator('#zone').textContent()) ?? '', /America\/(Montreal|Toronto)/)
  await tab.getByText('Il y a du nouveau.').waitFor()
  assert.deepEqual(complaints, [])
})

test('on paper the page is light and wide, whatever the screen was', async t => {
  const opened = await open(t, '/en/outage', { colorScheme: 'dark' })
  if (!opened) return
  await opened.tab.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const background = await opened.tab.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  assert.equal(background, 'rgb(255, 255, 255)')
})

const proof = "export const prove = async () => ({ salt: 'abc', number: 7, signature: 'xyz' })"
const reporting: readonly (readonly [string, { javaScriptEnabled?: boolean; proof: string | null }, RegExp])[] = [
  [
    'with the work that was done for it',
    { proof },
    /^category=slow&comment=&salt=abc&number=7&signature=xyz&website=$/,
  ],
  ['when the work cannot be had', { proof: null }, /^category=slow&comment=&salt=&number=&signature=&website=$/],
  [
    'without JavaScript',
    { javaScriptEnabled: false, proof },
    /^category=slow&comment=&salt=&number=&signature=&website=$/,
  ],
]
for (const [how, { javaScriptEnabled = true, proof }, sent] of reporting) {
  test(`a report is sent ${how}`, async t => {
    server.answer('/api/v1/reports/proof.js', {
      headers: { 'content-type': 'text/javascript' },
      ...(proof === null ? { status: 503 } : { body: proof }),
    })
    const opened = await open(t, '/en/reports/api', { javaScriptEnabled })
    if (!opened) return
    const { tab } = opened
    await tab.getByLabel('Slow').check()
    const [request] = await Promise.all([
      tab.waitForRequest(one => one.method() === 'POST'),
      tab.getByRole('button', { name: 'Report the problem' }).click(),
    ])
    assert.equal(new URL(request.url()).pathname, '/reports/service-0')
    assert.match(request.postData() ?? '', sent)
  })
}
