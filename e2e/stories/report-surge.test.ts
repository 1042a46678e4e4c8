import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { tables } from '../../contracts/messages/tables.ts'
import { slugOf } from '../../contracts/slug.ts'
import { incidentsWords } from '../../web/messages/incidents.ts'
import { navigationWords } from '../../web/messages/navigation.ts'
import { overviewWords } from '../../web/messages/overview.ts'
import { reportsWords } from '../../web/messages/reports.ts'
import { stateWords } from '../../web/messages/states.ts'
import { type House, houses } from './houses.ts'
import { flawless, inBrowser, openTab, picture, type Tab, type Telling } from './tabs.ts'

const ada = { email: 'ada@example.test', password: 'a long sentence to remember' }

/** What people write, each in their language. */
const told = {
  en: { component: 'Shop', comment: 'My card is refused at the last step.', title: 'Cards are refused' },
  fr: {
    component: 'Boutique',
    comment: 'Ma carte est refusée à la dernière étape.',
    title: 'Les cartes sont refusées',
  },
} as const
const token = 'beat-of-the-front'

const minuteMs = 60_000
/** How long the pages keep what they were told of reports. */
const keptMs = 10_000

inBrowser('people report what no check sees, and a responder looks after it', async (t, telling) => {
  const house = await houseOf(t, telling)
  await house.passing(tell(house, telling))
})

async function tell(house: House, telling: Telling): Promise<void> {
  const { component, title, comment } = told[telling.language]
  const [words, reports] = [tables[telling.language].pages, tables[telling.language].reports]
  const console = await signedIn(house, telling)
  await console.getByText(overviewWords[telling.language].allWell).first().waitFor()

  await reportWithoutScript(house, telling)
  const visitor = await openTab(telling)
  for (let network = 1; network <= 6; network++) await report(visitor, house, telling, network)
  await house.later(minuteMs)
  await shows(house, visitor, `${house.url('pages')}/`, reports.likely(component))
  await picture(visitor, `report-surge-${telling.language}-2-status-page`)
  await shows(house, visitor, reportsPage(house, telling), words.reports.verdict.peopleOnly)
  await visitor.getByText(reports.levels.likely).waitFor()
  await visitor.getByRole('region', { name: words.reports.chart }).getByRole('img').waitFor()
  assert.equal(await visitor.getByText(comment).count(), 0, 'nobody has read it yet')
  await picture(visitor, `report-surge-${telling.language}-3-reports`)

  await lookAtReports(console, telling)
  const number = await openIncident(console, telling)
  await house.later(keptMs)
  await shows(house, visitor, reportsPage(house, telling), comment)
  await visitor.getByText(words.reports.verdict.known).waitFor()
  await shows(house, visitor, `${house.url('pages')}/incidents/${number}`, title)
  await picture(visitor, `report-surge-${telling.language}-6-incident`)

  await resolve(console, telling)
  await shows(house, visitor, `${house.url('pages')}/`, words.sentence.operational)
}

/** What they write waits until somebody has read it. */
async function reportWithoutScript(house: House, telling: Telling): Promise<void> {
  const { reports } = tables[telling.language].pages
  const { component, comment } = told[telling.language]
  const tab = await openTab(telling, { javaScriptEnabled: false })
  await tab.goto(house.url('pages'))
  await tab.getByText(reports.choose).click()
  await tab.locator('details.ask').getByRole('link', { name: component }).click()
  await tab.getByLabel(reports.comment).fill(comment)
  await picture(tab, `report-surge-${telling.language}-1-form`)
  await send(tab, telling)
  await tab.context().close()
}

/** Of somebody in a network of their own. */
async function report(tab: Tab, house: House, telling: Telling, network: number): Promise<void> {
  await tab.setExtraHTTPHeaders({ 'x-forwarded-for': `198.51.${network}.1` })
  await tab.goto(reportsPage(house, telling))
  await send(tab, telling)
}

async function send(tab: Tab, { language }: Telling): Promise<void> {
  const { reports } = tables[language].pages
  await tab.getByLabel(tables[language].reports.categories.errors).check()
  await tab.getByRole('button', { name: reports.send }).click()
  await tab.getByRole('heading', { level: 1, name: reports.sent }).waitFor()
}

/** The chart beside what is usual, what is said, and what somebody wrote. */
async function lookAtReports(tab: Tab, { language }: Telling): Promise<void> {
  const [overview, words] = [overviewWords[language], reportsWords[language]]
  const perhaps = tab.getByRole('region', { name: overview.suspected })
  await perhaps.getByText(tables[language].reports.likely(told[language].component)).waitFor()
  await flawless(tab, 'overview')
  await picture(tab, `report-surge-${language}-4-overview`)
  await perhaps.getByRole('link', { name: overview.reports }).click()
  await tab.getByRole('heading', { level: 1, name: navigationWords[language].pages.reports }).waitFor()
  await tab.locator('main figure canvas').waitFor()
  await tab.getByText(words.level.likely).first().waitFor()
  await tab.getByRole('listitem').filter({ hasText: told[language].comment }).getByText(words.publish).click()
  await tab.getByText(words.published, { exact: true }).waitFor()
  await picture(tab, `report-surge-${language}-5-console`)
}

/** What people say becomes an incident because somebody decides so. */
async function openIncident(tab: Tab, { language }: Telling): Promise<string> {
  const words = incidentsWords[language]
  await tab.getByRole('button', { name: words.declare }).click()
  const dialog = tab.getByRole('dialog', { name: words.declare })
  assert.ok(await dialog.getByLabel(told[language].component).isChecked())
  await dialog.getByLabel(words.form.title).fill(told[language].title)
  await flawless(tab, 'reports')
  await dialog.getByRole('button', { name: words.declare }).click()
  await tab.getByRole('heading', { level: 1, name: told[language].title }).waitFor()
  const number = /INC-[\d-]+/.exec(tab.url())?.[0]
  assert.ok(number, tab.url())
  return number
}

async function resolve(tab: Tab, { language }: Telling): Promise<void> {
  await tab.getByRole('button', { name: incidentsWords[language].resolve, exact: true }).click()
  await tab.locator('li[aria-current=step]', { hasText: stateWords[language].phase.resolved }).waitFor()
}

const reportsPage = (house: House, { language }: Telling): string =>
  `${house.url('pages')}/reports/${slugOf(told[language].component)}`

/** The page that people have before them, once it says this; a second goes by before they look again. */
async function shows(house: House, tab: Tab, url: string, text: string): Promise<void> {
  let said = ''
  for (let second = 0; second < 100; second++) {
    await tab.goto(url)
    said = await tab.locator('body').innerText()
    if (said.includes(text)) return
    await house.later(1_000)
  }
  assert.fail(`${url} never said "${text}" but:\n${said}`)
}

async function signedIn(house: House, telling: Telling): Promise<Tab> {
  const tab = await openTab(telling)
  const answer = await tab.request.post(`${house.url('identity')}/api/v1/auth/login`, { data: ada })
  assert.equal(answer.status(), 200)
  await tab.goto(`${house.url('access')}/console`)
  return tab
}

async function houseOf(t: TestContext, { language }: Telling): Promise<House> {
  const [alone] = houses
  assert.ok(alone)
  const house = await alone.build(t, {
    language,
    services: [{ name: told[language].component, kind: 'heartbeat', every: 86_400, grace: 3_600, token }],
    identity: { admin_email: ada.email, admin_password: ada.password },
    network: { trusted_proxies: ['127.0.0.1'] },
    reports: { proof_tries: 100 },
  })
  // To our own check all is well.
  const beat = await house.passing(fetch(`${house.url('monitor')}/api/v1/heartbeats/${token}`))
  assert.equal(beat.status, 200)
  return house
}
