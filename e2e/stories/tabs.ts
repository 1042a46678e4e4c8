import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page as Tab } from 'playwright-core'
import { accessibilityFaults } from '../../kit/testing/accessibility.ts'
import { startChromium } from '../../kit/testing/chromium.ts'
import { skipWithout } from '../../kit/testing/programs.ts'

export type { Tab }
export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]
export type Telling = { readonly browser: Browser; readonly language: Language }

const pictures = join(import.meta.dirname, '..', '..', 'artefacts', 'stories')

/**
 * So that each language is read by some stories in every run of the tests, and each story in one of them. In both with
 * `STORY_LANGUAGES=both`, as `npm run e2e -- --all` does.
 */
function languagesOf(story: string): readonly Language[] {
  if (process.env.STORY_LANGUAGES === 'both') return languages
  return languages.filter((_, index) => index === story.length % languages.length)
}

/** A story in a real browser. `begin` and `end` are for what its tellings stand on. */
export function inBrowser(
  story: string,
  tell: (t: TestContext, telling: Telling) => Promise<void>,
  { begin, end }: { readonly begin?: () => Promise<void>; readonly end?: () => Promise<void> } = {},
): void {
  let browser: Browser | null = null
  before(async () => {
    mkdirSync(pictures, { recursive: true })
    browser = await startChromium()
    if (browser) await begin?.()
  })
  after(async () => {
    await browser?.close()
    await end?.()
  })
  describe(story, { concurrency: true }, () => {
    for (const language of languagesOf(story)) {
      test(`told in ${language === 'en' ? 'English' : 'French'}`, async t => {
        if (!browser) return skipWithout(t, 'chromium')
        await tell(t, { browser, language })
      })
    }
  })
}

/** A tab of a visitor of their own. What breaks, and what the policy refuses, is a mistake of ours. */
export async function openTab({ browser, language }: Telling, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ locale: language === 'en' ? 'en-GB' : 'fr-FR', ...options })
  const tab = await context.newPage()
  tab.setDefaultTimeout(60_000)
  tab.on('pageerror', error => assert.fail(`the page broke: ${error.stack}`))
  tab.on('console', message => {
    if (/Content Security Policy/.test(message.text())) assert.fail(message.text())
  })
  return tab
}

export async function picture(tab: Tab, name: string): Promise<void> {
  await tab.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

export async function flawless(tab: Tab, page: string): Promise<void> {
  assert.deepEqual(await accessibilityFaults(tab), [], page)
}
