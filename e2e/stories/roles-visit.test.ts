import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Browser, Request } from 'playwright-core'
import { startChromium } from '../../kit/testing/chromium.ts'
import { skipWithout } from '../../kit/testing/programs.ts'
import { until } from '../../kit/testing/until.ts'
import { frameWords } from '../../web/messages/frame.ts'
import { stateWords } from '../../web/messages/states.ts'
import { pages } from '../pages.ts'
import { type Scene, startScene } from '../scene.ts'
import { type Language, openTab, type Tab } from './tabs.ts'

type Role = 'viewer' | 'responder' | 'admin'
type Visitor = { readonly name: string; readonly role: Role; readonly language: Language; readonly project?: 'editor' }

const always: readonly Visitor[] = [
  { name: 'a viewer who edits the flags of a project', role: 'viewer', project: 'editor', language: 'fr' },
  { name: 'a responder', role: 'responder', language: 'en' },
]
/** `npm run e2e -- --all` has time for these too. */
const others: readonly Visitor[] = [
  { name: 'a viewer', role: 'viewer', language: 'en' },
  { name: 'an administrator', role: 'admin', language: 'fr' },
]
const visitors = process.env.VISITORS === 'all' ? [...always, ...others] : always
const password = 'a long sentence to remember'
const ranks: readonly Role[] = ['viewer', 'responder', 'admin']

/** Read as text: what the list imports speaks to a browser. */
const listed = [
  ...readFileSync(new URL('../../web/pages.ts', import.meta.url), 'utf8').matchAll(
    / path: '([^']+)',[^}]*? role: '(\w+)'/g,
  ),
].map(([, path = '', role]) => ({
  steps: new RegExp(`^/console${path.replace(/\$\w+/g, '[^/]+')}$`),
  role: role as Role,
}))
const neededFor = (path: string): Role =>
  listed.find(({ steps }) => steps.test(path.replace(/\?.*/, '')))?.role ?? 'viewer'

describe('every page of the console asks for nothing that a role may not have, and shows no error', {
  concurrency: true,
}, () => {
  let browser: Browser | null = null
  let scene: Scene | undefined
  before(async () => {
    browser = await startChromium()
    if (browser) scene = await startScene()
  })
  after(async () => {
    await browser?.close()
    await scene?.stop()
  })
  for (const visitor of visitors) {
    test(`to ${visitor.name}`, async t => {
      if (!browser || !scene) return skipWithout(t, 'chromium')
      assert.ok(listed.length > 20, 'the list is found')
      const tab = await openTab({ browser, language: visitor.language }, { viewport: { width: 1_280, height: 800 } })
      await comeIn(tab, scene, visitor)
      const faults = listenForFaults(tab)
      await tab.goto(`${scene.vigie.url}/console`)
      const desk = pages.filter(({ signedIn }) => signedIn)
      for (const { path } of desk) {
        const address = path(scene, visitor.language)
        faults.at = address
        await go(tab, address)
        await settle(tab, faults)
        faults.found.push(...(await wrongIn(tab, visitor, address)))
      }
      assert.deepEqual(faults.found, [])
      await tab.context().close()
    })
  }
})

async function comeIn(tab: Tab, { vigie, send }: Scene, { name, role, project }: Visitor): Promise<void> {
  const email = `${name.replaceAll(' ', '-')}@example.test`
  const { id } = await send<{ id: string }>('POST', '/api/v1/users', { email, name, role, password })
  const join = () => send('PUT', `/api/v1/flags/projects/default/members/${id}`, { role: project })
  // Flags has to have heard of a new person first.
  if (project) await until('they are a member', () => join().then(Boolean, () => false))
  const answer = await tab.request.post(`${vigie.url}/api/v1/auth/login`, { data: { email, password } })
  assert.equal(answer.status(), 200)
}

type Faults = { at: string; asking: number; readonly found: string[] }

function listenForFaults(tab: Tab): Faults {
  const faults: Faults = { at: '', asking: 0, found: [] }
  const isCounted = (request: Request) => !request.url().includes('/api/v1/live')
  tab.on('request', request => {
    if (isCounted(request)) faults.asking += 1
  })
  const ended = (request: Request) => {
    if (isCounted(request)) faults.asking -= 1
  }
  tab.on('requestfinished', ended)
  tab.on('requestfailed', ended)
  tab.on('response', answer => {
    if (answer.status() < 400) return
    faults.found.push(`${faults.at}: ${answer.request().method()} ${answer.url()} answered ${answer.status()}`)
  })
  tab.on('console', message => {
    if (message.type() === 'error') faults.found.push(`${faults.at}: ${message.text()}`)
  })
  return faults
}

/** As a link does: the program stays, and the page changes. */
const go = (tab: Tab, address: string): Promise<void> =>
  tab.evaluate(`history.pushState(null, '', ${JSON.stringify(address)})`)

const isDrawn = `document.querySelector('main h1') !== null && document.querySelector('main .skeleton') === null`

/** Until it has its heading, nothing is asked for and nothing waits for an answer. */
async function settle(tab: Tab, faults: Faults): Promise<void> {
  for (let quiet = 0, tries = 0; quiet < 3; tries++) {
    if (tries > 400) return void faults.found.push(`${faults.at}: it waits without an end`)
    await tab.waitForTimeout(30)
    quiet = faults.asking <= 0 && (await tab.evaluate(isDrawn)) ? quiet + 1 : 0
  }
}

async function wrongIn(tab: Tab, { role, language }: Visitor, address: string): Promise<string[]> {
  const needed = neededFor(address)
  const isOpen = ranks.indexOf(role) >= ranks.indexOf(needed)
  const refusal = frameWords[language].notForYou.title(stateWords[language].role[needed])
  const isRefused = await tab.getByText(refusal, { exact: true }).isVisible()
  const alerts = await tab.locator('[role=alert]:visible').allInnerTexts()
  return [
    ...alerts.map(text => `${address}: ${text}`),
    ...(isOpen === isRefused ? [`${address}: ${isOpen ? 'refused' : 'shown'} to a ${role}`] : []),
  ]
}
