import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { tables } from '../../contracts/messages/tables.ts'
import { startVigie, type Vigie } from '../../kit/testing/process.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'
import { startStatusServer } from '../../services/providers/testing/status-server.ts'
import { polaris, polarisIncident } from '../../services/providers/testing/statuspage-samples.ts'
import { incidentWords } from '../../web/messages/incident.ts'
import { overviewWords } from '../../web/messages/overview.ts'
import { providersWords } from '../../web/messages/providers.ts'
import { stateWords } from '../../web/messages/states.ts'
import { flawless, inBrowser, openTab, picture, type Tab, type Telling } from './tabs.ts'

const ada = { email: 'ada@example.test', password: 'a long sentence to remember' }
const component = 'Checkout'
const page = '/api/v2/summary.json'
/** As the provider says itself. */
const began = new Date(Date.now() - 12 * 60_000).toISOString()
const trouble = polaris({
  components: [{ id: 'c2', name: 'Queue', status: 'partial_outage', group: false, group_id: null }],
  incidents: [polarisIncident({ name: 'Messages are late', started_at: began, updated_at: began })],
})

inBrowser('the outage of a provider is named as the probable cause', async (t, telling) => {
  const target = await startTarget()
  t.after(() => target.stop())
  const provider = await startStatusServer(t)
  provider.put(page, polaris({}))
  const vigie = await vigieOn(t, telling, { checked: target.url, followed: provider.url })
  const tab = await signedIn(vigie, telling)

  provider.put(page, trouble)
  await askNow(tab, vigie, telling, 'partial_outage')
  await suspected(tab, vigie, telling)
  target.answer('/health', { status: 503, body: 'the queue is full' })
  const { since } = await vigie.get<{ since: string }>('/api/v1/csp/providers/polaris')
  const number = await causeInConsole(tab, telling, since)
  await causeOnPage(tab, telling, `${vigie.url}/${telling.language}/incidents/${number}`, since)

  provider.put(page, polaris({}))
  await askNow(tab, vigie, telling, 'operational')
  target.answer('/health', undefined)
  await tab.goto(`${vigie.url}/console/incidents/${number}`)
  await tab.locator('li[aria-current=step]', { hasText: stateWords[telling.language].phase.resolved }).waitFor()
  await tab.getByText(incidentWords[telling.language].causes).waitFor()
})

type State = 'partial_outage' | 'operational'

/** Nobody needs to wait for the next time that it is asked. */
async function askNow(tab: Tab, vigie: Vigie, { language }: Telling, state: State): Promise<void> {
  const words = providersWords[language]
  await tab.goto(`${vigie.url}/console/providers?provider=polaris`)
  const drawer = tab.getByRole('dialog', { name: 'Polaris' })
  await drawer.getByText(component).waitFor()
  await drawer.getByRole('button', { name: words.refresh }).click()
  await tab.getByText(words.refreshed('Polaris', words.states[state])).waitFor()
  if (state === 'operational') return
  await drawer.getByText('Messages are late').waitFor()
  await picture(tab, `provider-outage-${language}-1-provider`)
  await flawless(tab, 'provider')
}

/** As long as nothing fails here it is no more than that. */
async function suspected(tab: Tab, vigie: Vigie, { language }: Telling): Promise<void> {
  await tab.goto(`${vigie.url}/console`)
  const perhaps = tab.getByRole('region', { name: overviewWords[language].suspected })
  const says = tables[language].providers.says('Polaris', 'partial_outage', 'Messages are late')
  await perhaps.getByText(says).waitFor()
  await picture(tab, `provider-outage-${language}-2-suspected`)
}

async function causeInConsole(tab: Tab, { language }: Telling, since: string): Promise<string> {
  const wrong = tab.getByRole('region', { name: overviewWords[language].wrongNow })
  await wrong.getByRole('link', { name: new RegExp(`^${component}`) }).click()
  const cause = tab.getByRole('listitem').filter({ hasText: `Polaris · ${incidentWords[language].causeSince}` })
  const said = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(
    new Date(since),
  )
  assert.ok((await cause.textContent())?.includes(said), said)
  await picture(tab, `provider-outage-${language}-3-incident`)
  const number = /INC-[\d-]+/.exec(tab.url())?.[0]
  assert.ok(number, tab.url())
  return number
}

async function causeOnPage(tab: Tab, { language }: Telling, url: string, since: string): Promise<void> {
  const { incident, providers } = tables[language].pages
  await tab.goto(url)
  const cause = tab.locator('p', { hasText: incident.cause })
  assert.equal(await cause.getByRole('time').getAttribute('datetime'), since)
  await picture(tab, `provider-outage-${language}-4-public`)
  await cause.getByRole('link', { name: 'Polaris' }).click()
  await tab.getByRole('heading', { level: 1, name: providers.title }).waitFor()
  // The incident and the provider are told by two services: the page that lists providers may hear of it a moment later.
  await until('the page of providers tells of it', async () => {
    await tab.reload()
    return tab.getByText('Messages are late').isVisible()
  })
  await picture(tab, `provider-outage-${language}-5-providers`)
}

async function signedIn({ url }: Vigie, telling: Telling): Promise<Tab> {
  const tab = await openTab(telling, { timezoneId: 'UTC' })
  const answer = await tab.request.post(`${url}/api/v1/auth/login`, { data: ada })
  assert.equal(answer.status(), 200)
  return tab
}

type Addresses = { readonly checked: string; readonly followed: string }

async function vigieOn(t: TestContext, { language }: Telling, { checked, followed }: Addresses): Promise<Vigie> {
  const config = `
language: ${language}
monitoring: { check_interval: 1, failure_threshold: 1, recovery_threshold: 1 }
providers:
  - { id: polaris, name: Polaris, kind: statuspage, url: "${followed}" }
services:
  - { name: ${component}, url: "${checked}/health", depends_on: ["provider:polaris"] }
`
  const environment = { VIGIE_ADMIN_EMAIL: ada.email, VIGIE_ADMIN_PASSWORD: ada.password }
  const vigie = await startVigie({ config, environment })
  t.after(() => vigie.remove())
  return vigie
}
