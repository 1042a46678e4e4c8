import assert from 'node:assert/strict'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { flagProjectsWords } from '../../web/messages/flag-projects.ts'
import { flagRequestsWords } from '../../web/messages/flag-requests.ts'
import { flagsWords } from '../../web/messages/flags.ts'
import { frameWords } from '../../web/messages/frame.ts'
import { problemWords } from '../../web/messages/problems.ts'
import { flawless, inBrowser, openTab, type Tab, type Telling } from './tabs.ts'

const person = { email: 'ada@example.test', password: 'a long sentence to remember' }

const bob = { name: 'Bob', email: 'bob@example.test', role: 'viewer', password: person.password }

inBrowser(
  'a project and its environments are made, somebody gets a role, and what is deleted is meant',
  async (t, telling) => {
    const vigie = await startVigie({
      environment: { VIGIE_ADMIN_EMAIL: person.email, VIGIE_ADMIN_PASSWORD: person.password },
    })
    t.after(() => vigie.remove())
    const headers = { authorization: `Bearer ${testAdminKey}` }
    const tab = await openTab(telling)
    assert.equal((await tab.request.post(`${vigie.url}/api/v1/users`, { data: bob, headers })).status(), 201)
    assert.equal((await tab.request.post(`${vigie.url}/api/v1/auth/login`, { data: person })).status(), 200)

    await makesProject(tab, vigie, telling)
    await makesEnvironment(tab, telling)
    await givesRole(tab, vigie, telling)
    await makesFlagThere(tab, telling)
    await needsNoSecondPerson(tab, vigie, telling)
    await deletesWithFlags(tab, vigie, telling)
  },
)

/** A key that is taken is refused at its field, and what was typed stays. */
async function makesProject(tab: Tab, { url }: Vigie, { language }: Telling): Promise<void> {
  const words = flagProjectsWords[language]
  await tab.goto(`${url}/console/projects`)
  await tab.getByRole('button', { name: words.make }).click()
  const form = tab.getByRole('dialog')
  await form.getByLabel(words.title, { exact: true }).fill('Default')
  await form.getByRole('button', { name: words.make }).click()
  await form.getByText(problemWords[language].ofField['flags.project-taken']).waitFor()
  assert.equal(await form.getByLabel(words.name, { exact: true }).getAttribute('aria-invalid'), 'true')
  await form.getByLabel(words.title, { exact: true }).fill('The shop')
  assert.equal(await form.getByLabel(words.name, { exact: true }).inputValue(), 'the-shop')
  await form.getByRole('button', { name: words.make }).click()
  await tab.getByRole('heading', { level: 1, name: 'The shop' }).waitFor()
  await tab.getByText(words.noMembers).waitFor()
}

async function makesEnvironment(tab: Tab, { language }: Telling): Promise<void> {
  const words = flagProjectsWords[language]
  await tab.getByRole('button', { name: words.makeEnvironment }).click()
  const form = tab.getByRole('dialog')
  await form.getByLabel(words.title, { exact: true }).fill('Staging')
  await form.getByLabel(words.begin).selectOption('production')
  await form.getByLabel(words.approval).check()
  await form.getByRole('button', { name: words.makeEnvironment }).click()
  const row = tab.getByRole('listitem').filter({ hasText: 'Staging' })
  await row.getByText(words.secondPerson).waitFor()
  // Made anew it would need no second person.
  await row.getByRole('button', { name: words.removeEnvironment('Staging') }).click()
  await tab.getByText(words.guarded('Staging')).waitFor()
  await flawless(tab, 'a guarded environment')
  await tab.keyboard.press('Escape')
}

/** Taken away, it comes back with one click; somebody else who looks sees it. */
async function givesRole(tab: Tab, { url }: Vigie, { language }: Telling): Promise<void> {
  const words = flagProjectsWords[language]
  const other = await tab.context().newPage()
  await other.goto(`${url}/console/projects/the-shop`)
  await other.getByText(words.noMembers).waitFor()
  await tab.getByRole('button', { name: words.give }).click()
  const form = tab.getByRole('dialog')
  await form.getByLabel(words.person).selectOption({ label: 'Bob' })
  await form.getByLabel(words.roles.approver, { exact: true }).check()
  await flawless(tab, 'give a role')
  await form.getByRole('button', { name: words.give }).click()
  const row = tab.getByRole('listitem').filter({ hasText: 'Bob' })
  await row.getByText(words.roles.approver).waitFor()
  await other.getByRole('listitem').filter({ hasText: 'Bob' }).waitFor()
  await other.close()
  await row.getByRole('button', { name: words.takeAway('Bob') }).click()
  await row.waitFor({ state: 'detached' })
  await tab.getByRole('button', { name: frameWords[language].undo }).click()
  await row.getByText(words.roles.approver).waitFor()
  await flawless(tab, 'a project')
}

async function makesFlagThere(tab: Tab, { language }: Telling): Promise<void> {
  const words = flagsWords[language]
  await tab.getByRole('link', { name: flagProjectsWords[language].flagsIn(0, 'Production') }).click()
  await tab.getByText(words.none, { exact: true }).waitFor()
  assert.equal(await tab.getByLabel(words.project).inputValue(), 'the-shop')
  await tab.getByRole('button', { name: words.make }).last().click()
  await tab.getByRole('dialog').getByLabel(words.key, { exact: true }).fill('basket')
  await tab.getByRole('dialog').getByRole('button', { name: words.make }).click()
  await tab.getByRole('heading', { level: 1, name: 'basket' }).waitFor()
  await tab.getByRole('main').getByRole('link', { name: words.list, exact: true }).click()
  await tab.getByRole('cell', { name: 'basket' }).waitFor()
  await tab.getByLabel(words.project).selectOption('default')
  await tab.getByText(words.none, { exact: true }).waitFor()
}

/** That takes a second person itself. */
async function needsNoSecondPerson(tab: Tab, { url }: Vigie, { language }: Telling): Promise<void> {
  const words = flagProjectsWords[language]
  await tab.goto(`${url}/console/projects/the-shop`)
  const row = tab.getByRole('listitem').filter({ hasText: 'Staging' })
  await row.getByRole('button', { name: words.editEnvironment('Staging') }).click()
  const form = tab.getByRole('dialog')
  await form.getByLabel(words.approval).uncheck()
  await form.getByRole('button', { name: frameWords[language].save }).click()
  await tab.getByText(flagsWords[language].requested).waitFor()
  await tab.goto(`${url}/console/flags?project=the-shop&environment=staging&tab=requests`)
  await tab.getByText(flagRequestsWords[language].noLongerWanted).waitFor()
  await flawless(tab, 'a request for the setting')
  await approvedByBob(url)
  await tab.getByText(flagRequestsWords[language].none, { exact: true }).waitFor()
}

async function approvedByBob(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const signIn = { ...{ method: 'POST', headers }, body: JSON.stringify({ ...person, email: bob.email }) }
  const { token } = (await (await fetch(`${url}/api/v1/auth/login`, signIn)).json()) as { token: string }
  const authorization = `Bearer ${token}`
  const waiting = await fetch(`${url}/api/v1/flags/requests?project=the-shop&state=pending`, {
    headers: { authorization },
  })
  const { items } = (await waiting.json()) as { items: { id: string }[] }
  const decided = await fetch(`${url}/api/v1/flags/requests/${items[0]?.id}/decide`, {
    ...{ method: 'POST', headers: { ...headers, authorization } },
    body: JSON.stringify({ decision: 'approve' }),
  })
  assert.equal(decided.status, 200, await decided.text())
}

/** The palette knows the project; only its key, typed, deletes it. */
async function deletesWithFlags(tab: Tab, { url }: Vigie, { language }: Telling): Promise<void> {
  const words = flagProjectsWords[language]
  await tab.keyboard.press('Control+k')
  await tab.getByRole('dialog').getByRole('combobox').fill('The shop')
  await tab.getByRole('option', { name: frameWords[language].palette.projectNamed('The shop', 'the-shop') }).click()
  await tab.getByRole('button', { name: words.remove }).click()
  const dialog = tab.getByRole('dialog')
  await dialog.getByText(words.removeFlags(1)).waitFor()
  const remove = dialog.getByRole('button', { name: words.remove })
  assert.equal(await remove.isDisabled(), true)
  await dialog.getByLabel(words.type('the-shop')).fill('the-shop')
  await remove.click()
  await tab.getByText(words.removed('The shop')).waitFor()
  await tab.goto(`${url}/console/flags?project=the-shop`)
  await tab.getByText(words.unknownPlace).waitFor()
}
