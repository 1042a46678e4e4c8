import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page as Tab } from 'playwright-core'
import { accessibilityFaults } from '../kit/testing/accessibility.ts'
import { startChromium } from '../kit/testing/chromium.ts'
import { testAdminKey } from '../kit/testing/process.ts'
import { reasonMissing } from '../kit/testing/programs.ts'
import { categories, devices, measure, obtainLighthouse } from './lighthouse.ts'
import { type Look, looks } from './looks.ts'
import { type Language, type LookedAt, languages, pages } from './pages.ts'
import { type Scene, startScene } from './scene.ts'

// npm run e2e                     every page in both languages, light: accessibility and a picture
// npm run e2e -- --all            every look too, Lighthouse on the pages that are measured, and every story in both languages
// npm run e2e -- history incident some pages, by name
// Pictures and reports are kept in artefacts/e2e.
const all = process.argv.includes('--all')
const names = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const folder = join(import.meta.dirname, '..', 'artefacts', 'e2e')
const least = 98
const faults: string[] = []
const say = (line: string) => void process.stdout.write(`${line}\n`)

const chosen = pages.filter(page => names.length === 0 || names.includes(page.name))
const unknown = names.filter(name => !pages.some(page => page.name === name))
if (unknown.length > 0) {
  say(`there is no page ${unknown.join(', ')}; there are: ${pages.map(page => page.name).join(' ')}`)
  process.exitCode = 1
} else {
  await run()
  say(faults.length === 0 ? '\nnothing is wrong' : `\n${faults.length} faults:\n${faults.join('\n')}`)
  process.exitCode = faults.length === 0 ? 0 : 1
}

async function run(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const browser = await startChromium()
  if (!browser) {
    faults.push(reasonMissing('chromium'))
    return
  }
  const scene = await startScene()
  try {
    for (const look of all ? looks : looks.slice(0, 1)) {
      for (const language of languages) await lookAtAll(browser, scene, { look, language })
    }
    await browser.close()
    if (all) await measureAll(scene)
    if (all && names.length === 0) tellStories()
  } finally {
    await browser.close()
    await scene.stop()
  }
}

/** The stories in both languages, one of them the pages as every role. */
function tellStories(): void {
  const folder = join(import.meta.dirname, 'stories')
  const command = [join(import.meta.dirname, '..', 'bin', 'test.js'), folder]
  const { status } = spawnSync(process.execPath, command, {
    stdio: 'inherit',
    env: { ...process.env, VISITORS: 'all', STORY_LANGUAGES: 'both', HOSTILE_VALUES: 'all' },
  })
  if (status !== 0) faults.push('a story does not end as it is told')
}

type Way = { readonly look: Look; readonly language: Language }

/** What axe finds, what the browser complains of, and a picture. */
async function lookAtAll(browser: Browser, scene: Scene, { look, language }: Way): Promise<void> {
  const context = await browser.newContext({
    colorScheme: look.colorScheme,
    viewport: { width: look.width, height: 900 },
    locale: language,
    // axe is put into the page, which the page's own policy forbids.
    bypassCSP: true,
  })
  for (const page of chosen) {
    const tab = await context.newPage()
    const found = await lookAt(tab, page, { scene, look, language }).catch((thrown: Error) => [thrown.message])
    const what = `${page.name} ${language} ${look.name}`
    faults.push(...found.map(fault => `${what}: ${fault}`))
    await tab.close()
    say(`${found.length === 0 ? 'well ' : 'WRONG'} ${what}`)
  }
  await context.close()
}

async function lookAt(tab: Tab, page: LookedAt, { scene, look, language }: Way & { scene: Scene }): Promise<string[]> {
  const found: string[] = []
  tab.on('pageerror', error => found.push(error.message))
  if (page.signedIn) await tab.setExtraHTTPHeaders({ authorization: `Bearer ${testAdminKey}` })
  await tab.goto(scene.vigie.url + page.path(scene, language))
  if (page.ready) await tab.waitForSelector(page.ready)
  await tab.screenshot({ path: join(folder, `${page.name}-${language}-${look.name}.png`), fullPage: true })
  return [...found, ...(await accessibilityFaults(tab))]
}

async function measureAll(scene: Scene): Promise<void> {
  const command = await obtainLighthouse().catch((thrown: Error) => {
    say(`\nskipped: Lighthouse cannot be had here (${thrown.message.split('\n')[0]})`)
    return null
  })
  if (!command) return
  say(`\n${'Lighthouse'.padEnd(32)} ${categories.join('  ')}`)
  for (const page of chosen.filter(({ measured }) => measured)) {
    for (const device of devices) await measureOne({ command, scene, page, device })
  }
}

type Measured = {
  readonly command: string
  readonly scene: Scene
  readonly page: LookedAt
  readonly device: (typeof devices)[number]
}

async function measureOne({ command, scene, page, device }: Measured): Promise<void> {
  const what = `${page.name} ${device}`
  const url = scene.vigie.url + page.path(scene, 'fr')
  const report = join(folder, `lighthouse-${page.name}-${device}`)
  // A machine that was busy for a moment is measured once more: what the page does wrong stays wrong.
  for (const again of [false, true]) {
    const scores = await measure({ command, url, device, report })
    const low = categories.filter(category => scores[category] < least)
    say(`${what.padEnd(32)} ${categories.map(name => String(scores[name]).padEnd(name.length)).join('  ')}`)
    if (low.length === 0) return
    if (again)
      faults.push(`${what}: ${low.map(name => `${name} ${scores[name]}`).join(', ')}. ${scores.faults.join('; ')}`)
  }
}
