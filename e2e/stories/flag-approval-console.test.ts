import assert from 'node:assert/strict'
import { tables } from '../../contracts/messages/tables.ts'
import { say, word } from '../../contracts/messages/words.ts'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { flagEditorWords } from '../../web/messages/flag-editor.ts'
import { flagLeasesWords } from '../../web/messages/flag-leases.ts'
import { flagRequestsWords } from '../../web/messages/flag-requests.ts'
import { flagSegmentsWords } from '../../web/messages/flag-segments.ts'
import { flagsWords } from '../../web/messages/flags.ts'
import { flawless, inBrowser, openTab, type Tab, type Telling } from './tabs.ts'

const person = { email: 'ada@example.test', password: 'a long sentence to remember' }

inBrowser(
  'a change of a flag is tried, waits for a second person, and goes past one in an emergency',
  async (t, telling) => {
    const vigie = await startVigie({
      environment: { VIGIE_ADMIN_EMAIL: person.email, VIGIE_ADMIN_PASSWORD: person.password },
    })
    t.after(() => vigie.remove())
    const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }
    for (const key of ['basket', 'checkout']) await send(vigie, 'POST', '/api/v1/flags', { key, definition })
    const tab = await openTab(telling)
    const answer = await tab.request.post(`${vigie.url}/api/v1/auth/login`, { data: person })
    assert.equal(answer.status(), 200)

    await makesSegment(tab, vigie, telling)
    await triesAndNeeds(tab, vigie, telling)
    await asksForApproval(tab, vigie, telling)
    await decides(tab, vigie, telling)
    await asksForRule(tab, vigie, telling)
  },
)

async function makesSegment(tab: Tab, { url }: Vigie, { language }: Telling): Promise<void> {
  const words = flagSegmentsWords[language]
  await tab.goto(`${url}/console/flags?tab=segments`)
  await tab.getByRole('button', { name: words.make }).click()
  const form = tab.getByRole('dialog')
  await form.getByLabel(words.key, { exact: true }).fill('staff')
  await form.getByLabel(flagEditorWords[language].value, { exact: true }).fill('@example.test')
  await form.getByRole('button', { name: flagEditorWords[language].save }).click()
  await tab.getByText(words.unused).waitFor()
  await flawless(tab, 'segments')
}

/** What is typed is tried before it is saved; a circle is refused at its field. */
async function triesAndNeeds(tab: Tab, vigie: Vigie, { language }: Telling): Promise<void> {
  const words = flagEditorWords[language]
  const needs = { prerequisites: [{ flag: 'checkout', variants: ['on'] }] }
  await send(vigie, 'PUT', '/api/v1/flags/definitions/basket', needs)
  await tab.goto(`${vigie.url}/console/flags/checkout`)
  await tab.getByText(words.ofSaved).waitFor()
  await tab.getByLabel(words.defaultVariant).selectOption('off')
  await tab.getByText(words.ofDraft).waitFor()
  await tab.getByText(tables[language].flags.explained.default({ flag: '', variant: 'off', because: '' })).waitFor()
  await tab.getByRole('button', { name: words.addPrerequisite }).click()
  await tab.getByRole('button', { name: words.save }).click()
  const circle = word(say('flag.needs-circle', { way: 'basket → checkout → basket' }), language)
  await tab.locator('fieldset li', { hasText: circle }).waitFor()
  assert.equal(await tab.getByLabel(words.neededFlag).getAttribute('aria-invalid'), 'true')
  await flawless(tab, 'a circle')
}

async function asksForApproval(tab: Tab, vigie: Vigie, { language }: Telling): Promise<void> {
  const words = flagRequestsWords[language]
  await tab.goto(`${vigie.url}/console/flags?tab=requests`)
  await tab.getByRole('switch', { name: words.wanted }).click()
  await tab.getByText(words.wantedNow).waitFor()
  // Somebody else who looks at what waits hears of it.
  const other = await tab.context().newPage()
  await other.goto(`${vigie.url}/console/flags?tab=requests`)
  await other.getByText(words.none, { exact: true }).waitFor()
  await tab.goto(`${vigie.url}/console/flags/checkout`)
  await tab.getByLabel(flagEditorWords[language].defaultVariant).selectOption('off')
  await tab.getByRole('button', { name: words.send }).first().click()
  await tab.getByText(flagsWords[language].requested).waitFor()
  await tab.getByText(words.waitsHere(1)).waitFor()
  await other.getByText(words.own).waitFor()
  await other.close()
  assert.equal(await defaultOf(vigie, 'checkout'), 'on')
}

/** Their own change only goes past the second person; that of somebody else is approved. */
async function decides(tab: Tab, vigie: Vigie, { language }: Telling): Promise<void> {
  const words = flagRequestsWords[language]
  await send(vigie, 'PUT', '/api/v1/flags/definitions/basket', { definition: { ...off } })
  await tab.getByRole('link', { name: words.look }).click()
  const own = tab.getByRole('listitem').filter({ hasText: words.own })
  await own.getByRole('button', { name: words.orders.break_glass }).click()
  const dialog = tab.getByRole('dialog')
  await dialog.getByLabel(words.why).fill('The shop is down.')
  await flawless(tab, 'break glass')
  await dialog.getByRole('button', { name: words.orders.break_glass }).click()
  await tab.getByText(words.done.forced, { exact: true }).waitFor()
  assert.equal(await defaultOf(vigie, 'checkout'), 'off')

  await tab.getByRole('button', { name: words.orders.approve }).click()
  await dialog.getByLabel(words.comment).fill('Fine.')
  await dialog.getByRole('button', { name: words.orders.approve }).click()
  await tab.getByText(words.done.approved, { exact: true }).waitFor()
  await tab.getByText(words.none, { exact: true }).waitFor()
  assert.equal(await defaultOf(vigie, 'basket'), 'off')
}

/** A rule flips flags by itself: it waits too, in its own words. */
async function asksForRule(tab: Tab, vigie: Vigie, { language }: Telling): Promise<void> {
  const words = flagLeasesWords[language]
  await tab.goto(`${vigie.url}/console/flags?tab=leases`)
  await tab.getByRole('button', { name: words.makeRule }).click()
  const form = tab.getByRole('dialog')
  await form.getByLabel(words.flag, { exact: true }).selectOption('basket')
  await form.getByLabel(words.variant, { exact: true }).selectOption('off')
  await flawless(tab, 'a rule that waits')
  await form.getByRole('button', { name: flagRequestsWords[language].send }).click()
  await tab.getByText(flagsWords[language].requested).waitFor()
  await tab.getByText(words.noRules).waitFor()
  await tab.goto(`${vigie.url}/console/flags?tab=requests`)
  await tab.getByText(flagRequestsWords[language].ruleOf('basket')).waitFor()
  await tab.getByText(flagRequestsWords[language].own).waitFor()
  await flawless(tab, 'a request for a rule')
}

const off = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }

/** As a program with a key of its own. */
async function send({ url }: Vigie, method: string, path: string, body?: object) {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  assert.ok(answer.ok, text)
  return JSON.parse(text)
}

const defaultOf = async (vigie: Vigie, key: string): Promise<string> =>
  (await send(vigie, 'GET', `/api/v1/flags/definitions/${key}`)).definition.defaultVariant
