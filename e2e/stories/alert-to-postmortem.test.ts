import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { startTarget, type Target } from '../../kit/testing/target.ts'
import { startWebhookSink, type WebhookSink } from '../../kit/testing/webhook.ts'
import { authWords } from '../../web/messages/auth.ts'
import { frameWords } from '../../web/messages/frame.ts'
import { incidentWords } from '../../web/messages/incident.ts'
import { incidentsWords } from '../../web/messages/incidents.ts'
import { overviewWords } from '../../web/messages/overview.ts'
import { stateWords } from '../../web/messages/states.ts'
import { flawless, inBrowser, type Language, openTab, picture, type Tab, type Telling } from './tabs.ts'

const ada = { email: 'ada@example.com', password: 'a long sentence to remember' }

/** What people write, each in their language, about a component of their own. */
const told = {
  en: {
    component: 'Shop',
    news: 'The bank refuses our payments. We are switching to another one.',
    note: 'Called the bank: ticket BANK-4711.',
    learned: 'Nobody could pay for a few minutes. We now have a second bank.',
  },
  fr: {
    component: 'Boutique',
    news: 'La banque refuse nos paiements. Nous passons par une autre.',
    note: 'Appelé la banque\u00a0: dossier BANK-4712.',
    learned: 'Personne n’a pu payer pendant quelques minutes. Nous avons désormais une deuxième banque.',
  },
} as const

type Stage = { readonly vigie: Vigie; readonly target: Target; readonly sink: WebhookSink }
let stage: Stage

async function begin(): Promise<void> {
  const [target, sink] = [await startTarget(), await startWebhookSink()]
  const service = (name: string) => `  - { name: ${name}, url: "${target.url}/${name}", interval: 1, critical: true }`
  const config = `
monitoring: { failure_threshold: 2 }
notifications: [{ name: on-call, kind: webhook, url: "${sink.url}" }]
services:
${Object.values(told)
  .map(({ component }) => service(component))
  .join('\n')}
`
  const environment = { VIGIE_ADMIN_EMAIL: ada.email, VIGIE_ADMIN_PASSWORD: ada.password }
  stage = { vigie: await startVigie({ config, environment }), target, sink }
}

async function end(): Promise<void> {
  if (stage) await Promise.all([stage.vigie.remove(), stage.target.stop(), stage.sink.stop()])
}

inBrowser('an incident, from the alert to the postmortem', tell, { begin, end })

async function tell(_t: TestContext, telling: Telling): Promise<void> {
  const { language } = telling
  const story = told[language]
  const tab = await signedIn(telling)
  await hearOfIt(tab, language)
  const number = /INC-[\d-]+/.exec(tab.url())?.[0]
  assert.ok(number, tab.url())
  await sayWhatIsKnown(tab, language)
  await shownPublicly(number, story.news)
  assert.ok(stage.sink.accepted.some(({ body }) => body.includes(number)))
  await lookAtEvidence(tab, language)

  stage.target.answer(`/${story.component}`, undefined)
  await stepOf(tab, stateWords[language].phase.resolved).waitFor()
  await writePostmortem(tab, language, number)
  const page = await shownPublicly(number, story.learned)
  assert.ok(!page.includes('BANK-471'), 'what the team noted stays with the team')
}

async function signedIn(telling: Telling): Promise<Tab> {
  const { language } = telling
  const tab = await openTab(telling)
  const words = authWords[language]
  await tab.goto(`${stage.vigie.url}/console`)
  await tab.getByLabel(words.email).fill(ada.email)
  await tab.getByLabel(words.password, { exact: true }).fill(ada.password)
  await tab.getByRole('button', { name: words.signIn, exact: true }).click()
  await tab.getByRole('heading', { name: overviewWords[language].wrongNow }).waitFor()
  return tab
}

/** The alert comes by itself; one key says that somebody looks after it. */
async function hearOfIt(tab: Tab, language: Language): Promise<void> {
  const { component } = told[language]
  stage.target.answer(`/${component}`, { status: 503, body: 'the bank does not answer' })
  const wrong = tab.getByRole('region', { name: overviewWords[language].wrongNow })
  await wrong.getByRole('link', { name: new RegExp(`^${component}`) }).click()
  await tab.getByRole('heading', { level: 1, name: new RegExp(`^${component}`) }).waitFor()
  await tab.getByRole('button', { name: incidentsWords[language].acknowledge }).waitFor()
  await tab.keyboard.press('a')
  await tab.getByRole('button', { name: incidentsWords[language].acknowledge }).waitFor({ state: 'detached' })
  await keep(tab, language, '1-acknowledged')
}

/** One update for everybody, one for the team. */
async function sayWhatIsKnown(tab: Tab, language: Language): Promise<void> {
  const [list, words] = [incidentsWords[language], incidentWords[language]]
  await tab.keyboard.press('e')
  const dialog = tab.getByRole('dialog', { name: list.update })
  await dialog.getByLabel(list.form.status).selectOption('identified')
  await dialog.getByLabel(list.form.text).fill(told[language].news)
  await keep(tab, language, '2-update')
  await dialog.getByRole('button', { name: words.update.publish }).click()
  await tab.getByRole('listitem').filter({ hasText: told[language].news }).getByText(words.entry.public).waitFor()
  await stepOf(tab, stateWords[language].phase.identified).waitFor()

  await tab.keyboard.press('e')
  await dialog.getByLabel(words.update.team).check()
  await dialog.getByLabel(list.form.text).fill(told[language].note)
  await dialog.getByRole('button', { name: words.update.note, exact: true }).click()
  await tab.getByRole('listitem').filter({ hasText: told[language].note }).getByText(words.entry.internal).waitFor()
  await tab.getByRole('region', { name: words.told }).getByText('on-call').waitFor()
  await keep(tab, language, '3-timeline')
}

async function lookAtEvidence(tab: Tab, language: Language): Promise<void> {
  const { evidence, tabs } = incidentWords[language]
  await tab.getByRole('tab', { name: tabs.evidence }).click()
  await tab.getByRole('region', { name: evidence.firstFailure }).getByText('the bank does not answer').waitFor()
  await tab.getByRole('region', { name: evidence.lastGood }).getByText('200').waitFor()
  await keep(tab, language, '4-evidence')
}

/** The summary is for everybody; the rest stays here. */
async function writePostmortem(tab: Tab, language: Language, number: string): Promise<void> {
  const { postmortem, tabs } = incidentWords[language]
  await tab.getByRole('tab', { name: tabs.postmortem }).click()
  const text = tab.getByLabel(postmortem.source)
  const template = await text.inputValue()
  assert.ok(template.includes(told[language].news), 'the template tells what happened')
  await text.fill(template.replace(/^_.*_$/m, told[language].learned))
  await saveMeanwhile(number, '# Half a sentence')
  await tab.getByRole('button', { name: frameWords[language].save }).click()
  await tab.getByRole('figure').getByText('# Half a sentence').waitFor()
  await keep(tab, language, '5-conflict')
  await tab.getByRole('button', { name: postmortem.keepMine }).click()
  await tab.getByText(postmortem.savedBy('ada')).waitFor()
  await keep(tab, language, '5-postmortem')
  await tab.getByRole('button', { name: postmortem.publish }).click()
  const dialog = tab.getByRole('dialog', { name: postmortem.publish })
  await dialog.getByRole('region', { name: postmortem.preview }).getByText(told[language].learned).waitFor()
  await keep(tab, language, '6-publish')
  await dialog.getByRole('button', { name: postmortem.publish }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Somebody else writes the same text. */
async function saveMeanwhile(number: string, body: string): Promise<void> {
  const answer = await fetch(`${stage.vigie.url}/api/v1/incidents/${number}/postmortem`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body }),
  })
  assert.equal(answer.status, 200)
}

/** Where the incident stands, of the four steps. */
const stepOf = (tab: Tab, phase: string) => tab.locator('li[aria-current=step]', { hasText: phase })

/** The public page of the incident, once it says this. */
async function shownPublicly(number: string, text: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const page = await (await fetch(`${stage.vigie.url}/incidents/${number}`)).text()
    if (page.includes(text)) return page
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  assert.fail(`the public page of ${number} never said: ${text}`)
}

/** The pages as such are examined in every look elsewhere; here what only a story opens. */
const examined = new Set(['2-update', '6-publish'])

async function keep(tab: Tab, language: Language, name: string): Promise<void> {
  await picture(tab, `alert-to-postmortem-${language}-${name}`)
  if (examined.has(name)) await flawless(tab, name)
}
