import assert from 'node:assert/strict'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { flagLeasesWords } from '../../web/messages/flag-leases.ts'
import { flagsWords } from '../../web/messages/flags.ts'
import { flawless, inBrowser, openTab, type Tab, type Telling } from './tabs.ts'

const person = { email: 'ada@example.test', password: 'a long sentence to remember' }

inBrowser('a flag is taken by an incident and given back after it', async (t, telling) => {
  const { language } = telling
  const target = await startTarget()
  const vigie = await startVigie({
    config: configOf(target.url),
    environment: { VIGIE_ADMIN_EMAIL: person.email, VIGIE_ADMIN_PASSWORD: person.password },
  })
  t.after(() => Promise.all([target.stop(), vigie.remove()]))
  await addFlag(vigie)
  const tab = await signedIn(vigie, telling)
  const words = flagLeasesWords[language]

  await tab.goto(`${vigie.url}/console/flags?tab=leases`)
  await tab.getByRole('button', { name: words.makeRule }).click()
  const form = tab.getByRole('dialog')
  await form.getByLabel(words.flag, { exact: true }).selectOption('card-payment')
  await form.getByLabel(words.variant, { exact: true }).selectOption('off')
  await form.getByLabel(words.component).selectOption('shop')
  await form.getByLabel(words.impact).selectOption('none')
  await form.getByLabel(words.quiet).fill('0')
  await form.getByRole('button', { name: words.makeRule }).click()
  const rules = tab.getByRole('region', { name: words.rules })
  await rules.getByRole('link', { name: 'card-payment' }).waitFor()
  assert.deepEqual(await variantOf(vigie), 'on')

  await target.behave({ status: 503, body: 'down for lunch' })
  const running = tab.getByRole('region', { name: words.running })
  await running.getByText(words.states.active, { exact: true }).waitFor()
  assert.deepEqual(await variantOf(vigie), 'off')
  await flawless(tab, 'leases')
  const [incident = ''] = /[A-Z]+-[\d-]+/.exec((await running.textContent()) ?? '') ?? []
  await running.getByRole('link', { name: 'card-payment' }).click()
  await tab.getByText(flagsWords[language].forced('off', incident)).waitFor()
  await flawless(tab, 'flag')
  await tab.goBack()

  await target.behave('ok')
  await running.getByText(words.noRunning).waitFor()
  await tab.getByText(words.states.restored, { exact: true }).first().waitFor()
  assert.deepEqual(await variantOf(vigie), 'on')
})

const configOf = (url: string) => `
network: { allow: ["127.0.0.0/8"] }
monitoring: { check_interval: 1, failure_threshold: 1, recovery_threshold: 1 }
services:
  - { name: Shop, url: "${url}/health" }
`

async function addFlag({ url }: Vigie): Promise<void> {
  const answer = await fetch(`${url}/api/v1/flags`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      key: 'card-payment',
      definition: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' },
    }),
  })
  assert.equal(answer.status, 201, await answer.text())
}

/** What an application gets. */
async function variantOf({ url }: Vigie): Promise<string> {
  const answer = await fetch(`${url}/ofrep/v1/evaluate/flags/card-payment`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ context: { targetingKey: 'ada' } }),
  })
  const { variant } = (await answer.json()) as { variant: string }
  return variant
}

async function signedIn({ url }: Vigie, telling: Telling): Promise<Tab> {
  const tab = await openTab(telling)
  const answer = await tab.request.post(`${url}/api/v1/auth/login`, { data: person })
  assert.equal(answer.status(), 200)
  return tab
}
