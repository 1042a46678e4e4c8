import assert from 'node:assert/strict'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { announcementsWords } from '../../web/messages/announcements.ts'
import { authWords } from '../../web/messages/auth.ts'
import { frameWords } from '../../web/messages/frame.ts'
import { incidentWords } from '../../web/messages/incident.ts'
import { navigationWords } from '../../web/messages/navigation.ts'
import { stateWords } from '../../web/messages/states.ts'
import { flawless, inBrowser, openTab, picture, type Tab, type Telling } from './tabs.ts'

const karim = { email: 'karim@example.test', name: 'Karim', role: 'responder', password: 'a long sentence to remember' }
const title = 'The disks are changed tonight'

type Stage = { readonly vigie: Vigie; readonly id: string }

inBrowser('somebody at work: what their role may change, and how they come back', async (t, telling) => {
  const vigie = await startVigie()
  t.after(() => vigie.remove())
  const { id } = await send<{ id: string }>(vigie, 'POST', '/api/v1/users', karim)
  const tab = await openTab(telling)
  const answer = await tab.request.post(`${vigie.url}/api/v1/auth/login`, {
    data: { email: karim.email, password: karim.password },
  })
  assert.equal(answer.status(), 200)
  const stage = { vigie, id }
  await givesBackWhatTheyMay(tab, stage, telling)
  await isLowered(tab, stage, telling)
  await comesBack(tab, stage, telling)
})

/** Changes of a flag are undone by whoever edits flags in its project, whatever they may do elsewhere. */
async function givesBackWhatTheyMay(tab: Tab, { vigie, id }: Stage, { language }: Telling): Promise<void> {
  const { flags: words } = incidentWords[language]
  const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }
  await send(vigie, 'POST', '/api/v1/flags', { key: 'basket', definition })
  const { number } = await send<{ number: string }>(vigie, 'POST', '/api/v1/incidents', {
    title: 'The shop is slow',
    impact: 'minor',
  })
  await tab.goto(`${vigie.url}/console/incidents/${number}`)
  const revert = tab.getByRole('button', { name: words.revertOf('basket') })
  const suspects = tab.getByRole('region', { name: words.title })
  await suspects.getByText('basket').waitFor()
  await tab.waitForLoadState('networkidle')
  assert.equal(await revert.count(), 0)
  await send(vigie, 'PUT', `/api/v1/flags/projects/default/members/${id}`, { role: 'editor' })
  await tab.reload()
  await revert.waitFor()
}

/** What the role no longer opens closes at once, and says why. */
async function isLowered(tab: Tab, { vigie, id }: Stage, telling: Telling): Promise<void> {
  const { language } = telling
  const { notForYou } = frameWords[language]
  const { role } = stateWords[language]
  const contact = tab.getByRole('link', { name: navigationWords[language].pages.contact, exact: true })
  await tab.goto(`${vigie.url}/console/contact`)
  await contact.waitFor()
  await send(vigie, 'PUT', `/api/v1/users/${id}`, { role: 'viewer' })
  await tab.getByText(notForYou.title(role.responder), { exact: true }).waitFor()
  await tab.getByText(notForYou.text(role.viewer), { exact: true }).waitFor()
  assert.equal(await contact.count(), 0)
  await picture(tab, `role-lowered-${language}`)
  await flawless(tab, 'not for you')
  await send(vigie, 'PUT', `/api/v1/users/${id}`, { role: 'responder' })
  await contact.waitFor()
}

/** The session ends while an announcement is half written: nobody sees it any more, and nothing of it is lost. */
async function comesBack(tab: Tab, { vigie, id }: Stage, telling: Telling): Promise<void> {
  const { language } = telling
  const { form: words } = announcementsWords[language]
  const door = authWords[language]
  await tab.goto(`${vigie.url}/console/announcements/new`)
  const written = tab.getByLabel(words.title, { exact: true })
  await written.fill(title)
  const { items } = await vigie.get<{ items: { id: string }[] }>(`/api/v1/sessions?user_id=${id}`)
  for (const session of items) await send(vigie, 'DELETE', `/api/v1/sessions/${session.id}`)
  const dialog = tab.getByRole('dialog', { name: door.signIn })
  await dialog.getByText(door.away).waitFor()
  assert.equal(await written.isVisible(), false)
  for (let times = 0; times < 2; times++) await tab.keyboard.press('Escape')
  await picture(tab, `session-ended-${language}`)
  await flawless(tab, 'come back')
  await dialog.getByLabel(door.email).fill(karim.email)
  await dialog.getByLabel(door.password, { exact: true }).fill(karim.password)
  await dialog.getByRole('button', { name: door.signIn, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  assert.equal(await written.inputValue(), title)
  await tab.getByLabel(words.message, { exact: true }).fill('For an hour, nothing can be bought.')
  const publish = { name: words.publish, exact: true }
  await tab.getByRole('button', publish).click()
  await tab.getByRole('dialog').getByRole('button', publish).click()
  await tab.getByRole('heading', { level: 1, name: navigationWords[language].pages.announcements }).waitFor()
  await tab.getByText(title).first().waitFor()
}

async function send<Answer>(vigie: Vigie, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(vigie.url + path, {
    method,
    headers: { authorization: `Bearer ${testAdminKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${path}: ${text}`)
  return text === '' ? (null as Answer) : JSON.parse(text)
}
