import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { TOTP } from 'otpauth'
import { freePort } from '../../kit/testing/children.ts'
import { startVigie, type Vigie } from '../../kit/testing/process.ts'
import { type SmtpSink, startSmtp } from '../../kit/testing/smtp.ts'
import { type OpenIdServer, startOpenId } from '../../services/identity/testing/openid-server.ts'
import { authWords } from '../../web/messages/auth.ts'
import { frameWords } from '../../web/messages/frame.ts'
import { navigationWords } from '../../web/messages/navigation.ts'
import { problemWords } from '../../web/messages/problems.ts'
import { profileWords } from '../../web/messages/profile.ts'
import { usersWords } from '../../web/messages/users.ts'
import { flawless, inBrowser, openTab, picture, type Tab, type Telling } from './tabs.ts'

const ada = { name: 'Ada', email: 'ada@example.test', password: 'a long sentence to remember' }
const grace = { name: 'Grace', email: 'grace@example.test', password: 'another sentence to remember' }
const renewed = 'a third sentence to remember'
const provider = 'Orion'

type Stage = { readonly vigie: Vigie; readonly smtp: SmtpSink; readonly openId: OpenIdServer }

inBrowser('people come in: first, invited, with a second factor, by e-mail, by a provider', async (t, telling) => {
  const stage = await stageOf(t, telling)
  const [first, tab] = [await openTab(telling), await openTab(telling)]
  await becomeAdministrator(first, stage, telling)
  await invite(first, stage, telling)
  await inviteAgain(first, tab, { stage, telling })
  await acceptInvitation(tab, stage, telling)
  const { secret, recovery } = await turnOnSecondFactor(tab, stage, telling)
  await signOut(tab, telling)
  await signInWithCode(tab, secret, telling)
  await signOut(tab, telling)
  await resetPassword(tab, stage, telling)
  await signIn(tab, telling, renewed)
  await proveFactor(tab, telling, recovery)
  await signOut(tab, telling)
  await signInByProvider(tab, stage, telling)
})

async function becomeAdministrator(tab: Tab, { vigie }: Stage, telling: Telling): Promise<void> {
  const words = authWords[telling.language]
  const code = /with this code: (\S+)/.exec(vigie.output())?.[1] ?? ''
  await tab.goto(`${vigie.url}/console`)
  await tab.getByLabel(words.setUp.code).fill(code)
  await tab.getByLabel(words.name).fill(ada.name)
  await tab.getByLabel(words.email).fill(ada.email)
  await tab.getByLabel(words.password, { exact: true }).fill(ada.password)
  await keep(tab, telling, '1-set-up')
  await tab.getByRole('button', { name: words.setUp.action }).click()
  await isIn(tab, telling)
}

async function invite(tab: Tab, { vigie }: Stage, telling: Telling): Promise<void> {
  const words = usersWords[telling.language]
  await tab.goto(`${vigie.url}/console/users`)
  await tab.getByRole('button', { name: words.invite }).click()
  const dialog = tab.getByRole('dialog', { name: words.invite })
  await dialog.getByLabel(words.name, { exact: true }).fill(grace.name)
  await dialog.getByLabel(words.email).fill(grace.email)
  await keep(tab, telling, '2-invite')
  await dialog.getByRole('button', { name: words.invite }).click()
  await tab.getByText(words.invited(grace.email)).waitFor()
}

/** The second letter has a link of its own, and the first one opens nothing any more. */
async function inviteAgain(admin: Tab, tab: Tab, { stage, telling }: { stage: Stage; telling: Telling }) {
  const { language } = telling
  const words = authWords[language]
  const first = await linkIn(stage, 'invitation')
  await admin.getByRole('button', { name: `${frameWords[language].actions} ${grace.name}` }).click()
  await keep(admin, telling, '2-invite-again')
  await admin.getByRole('menuitem', { name: usersWords[language].inviteAgain }).click()
  await admin.getByText(usersWords[language].invited(grace.email)).last().waitFor()
  for (let tries = 0; (await linkIn(stage, 'invitation')) === first; tries++) {
    assert.ok(tries < 300, 'a second letter')
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  await tab.goto(first)
  await tab.getByLabel(words.newPassword, { exact: true }).fill(grace.password)
  await tab.getByRole('button', { name: words.invitation.action }).click()
  await tab.getByText(problemWords[language].codes['identity.link-invalid']).waitFor()
}

async function acceptInvitation(tab: Tab, stage: Stage, telling: Telling): Promise<void> {
  const words = authWords[telling.language]
  await tab.goto(await linkIn(stage, 'invitation'))
  await tab.getByRole('heading', { name: words.invitation.title }).waitFor()
  await tab.getByLabel(words.newPassword, { exact: true }).fill('password12')
  await tab.getByRole('button', { name: words.invitation.action }).click()
  await tab.getByLabel(words.newPassword, { exact: true }).and(tab.locator('[aria-invalid=true]')).waitFor()
  await keep(tab, telling, '3-invitation')
  await tab.getByLabel(words.newPassword, { exact: true }).fill(grace.password)
  await tab.getByRole('button', { name: words.invitation.action }).click()
  await isIn(tab, telling)
}

async function turnOnSecondFactor(
  tab: Tab,
  { vigie }: Stage,
  telling: Telling,
): Promise<{ secret: string; recovery: string }> {
  const words = profileWords[telling.language]
  await tab.goto(`${vigie.url}/console/profile`)
  await tab.getByRole('region', { name: words.otp }).getByRole('button', { name: words.otpBegin }).click()
  const dialog = tab.getByRole('dialog')
  await dialog.getByLabel(words.currentPassword, { exact: true }).fill(grace.password)
  await dialog.getByRole('button', { name: words.otpBegin }).click()
  await dialog.getByRole('img', { name: words.picture }).waitFor()
  const secret = (await dialog.locator('pre').innerText()).trim()
  await keep(tab, telling, '4-picture')
  await dialog.getByLabel(words.otpCode).fill(codeOf(secret))
  await dialog.getByRole('button', { name: words.otpConfirm }).click()
  await dialog.getByRole('heading', { name: words.recovery }).waitFor()
  await keep(tab, telling, '5-recovery-codes')
  const [recovery = ''] = (await dialog.locator('pre').innerText()).split('\n')
  await dialog.getByRole('button', { name: words.recoveryKept }).click()
  await tab.getByText(words.otpOn).waitFor()
  return { secret, recovery }
}

/** What the app shows; a code works once, so the second one is that of half a minute later. */
const codeOf = (secret: string, later_ms = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + later_ms })

async function signInWithCode(tab: Tab, secret: string, telling: Telling): Promise<void> {
  await signIn(tab, telling, grace.password)
  await tab.getByLabel(authWords[telling.language].otp).waitFor()
  await keep(tab, telling, '6-second-factor')
  await proveFactor(tab, telling, codeOf(secret, 30_000))
}

async function signIn(tab: Tab, { language }: Telling, password: string): Promise<void> {
  const words = authWords[language]
  await tab.getByLabel(words.email).fill(grace.email)
  await tab.getByLabel(words.password, { exact: true }).fill(password)
  await tab.getByRole('button', { name: words.signIn, exact: true }).click()
}

async function proveFactor(tab: Tab, telling: Telling, code: string): Promise<void> {
  const words = authWords[telling.language]
  await tab.getByLabel(words.otp).fill(code)
  await tab.getByRole('button', { name: words.signIn, exact: true }).click()
  await isIn(tab, telling)
}

async function resetPassword(tab: Tab, stage: Stage, telling: Telling): Promise<void> {
  const { reset, forgot, email, newPassword } = authWords[telling.language]
  await tab.getByRole('link', { name: forgot }).click()
  await tab.getByRole('heading', { name: reset.title }).waitFor()
  await tab.getByLabel(email).fill(grace.email)
  await tab.getByRole('button', { name: reset.action }).click()
  await tab.getByText(reset.sent).waitFor()
  await keep(tab, telling, '7-link-sent')
  await tab.goto(await linkIn(stage, 'reset'))
  await tab.getByLabel(newPassword, { exact: true }).fill(renewed)
  await keep(tab, telling, '8-new-password')
  await tab.getByRole('button', { name: reset.save }).click()
  await tab.getByText(reset.saved).waitFor()
  await tab.getByRole('link', { name: reset.back }).click()
  await tab.getByRole('heading', { name: authWords[telling.language].signIn }).waitFor()
}

/** On the way to a page; whoever is signed in there is let in here: first somebody whom nobody knows, then Grace. */
async function signInByProvider(tab: Tab, { vigie, openId }: Stage, telling: Telling): Promise<void> {
  const there = tab.getByRole('link', { name: authWords[telling.language].signInWith(provider) })
  await tab.goto(`${vigie.url}/console/profile`)
  openId.person({ sub: 'subject-9', email: 'stranger@example.test', email_verified: true, name: 'Stranger' })
  await there.click()
  await tab.getByRole('alert').waitFor()
  await keep(tab, telling, '9-not-invited')
  openId.person({ sub: 'subject-1', email: grace.email, email_verified: true, name: grace.name })
  await there.click()
  await tab.getByRole('heading', { level: 1, name: navigationWords[telling.language].pages.profile }).waitFor()
}

async function isIn(tab: Tab, { language }: Telling): Promise<void> {
  await tab.getByRole('heading', { level: 1, name: navigationWords[language].pages.overview }).waitFor()
}

async function signOut(tab: Tab, { language }: Telling): Promise<void> {
  const words = frameWords[language]
  await tab.getByRole('button', { name: words.account(grace.name) }).click()
  await tab.getByRole('menuitem', { name: words.signOut }).click()
  await tab.getByRole('heading', { level: 1, name: authWords[language].signIn }).waitFor()
}

/** The link of the last letter to Grace that has one. */
async function linkIn({ smtp }: Stage, page: string): Promise<string> {
  const link = new RegExp(`http://127\\.0\\.0\\.1:\\d+/console/${page}#[\\w-]+`)
  for (let tries = 0; tries < 300; tries++) {
    const found = smtp.mails.map(({ source }) => link.exec(source.replace(/=\r?\n/g, '').replace(/=3D/g, '='))?.[0])
    const last = found.findLast(one => one !== undefined)
    if (last) return last
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.fail(`no letter with a link to ${page}`)
}

/** The doors as such are examined in every look elsewhere; here what only a story opens. */
const examined = new Set([
  '2-invite',
  '2-invite-again',
  '3-invitation',
  '4-picture',
  '5-recovery-codes',
  '6-second-factor',
])

async function keep(tab: Tab, { language }: Telling, name: string): Promise<void> {
  await picture(tab, `coming-in-${language}-${name}`)
  if (examined.has(name)) await flawless(tab, name)
}

async function stageOf(t: TestContext, { language }: Telling): Promise<Stage> {
  const [smtp, openId, port] = [await startSmtp(), await startOpenId(t), await freePort()]
  const { issuer, client } = openId
  const oidc = { issuer, ...client, name: provider }
  const config = `
language: ${language}
public_url: http://127.0.0.1:${port}
smtp: { host: ${smtp.host}, port: ${smtp.port}, from: status@example.test }
identity: { oidc: ${JSON.stringify(oidc)} }
`
  const vigie = await startVigie({ config, port })
  t.after(() => Promise.all([vigie.remove(), smtp.stop()]))
  return { vigie, smtp, openId }
}
