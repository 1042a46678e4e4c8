import type { TestContext } from 'node:test'
import { type Browser, chromium } from 'playwright-core'
import { findProgram, skipWithout } from './programs.ts'

// The last ones keep it from calling home at each start, which on a closed network only costs time.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Null when there is none and nobody could install it. */
export async function startChromium(): Promise<Browser | null> {
  const executablePath = await findProgram('chromium', {
    packages: ['chromium'],
    places: ['/usr/bin/chromium-browser'],
  })
  return executablePath ? chromium.launch({ executablePath, args: flags, headless: true }) : null
}

/** A browser with an empty profile that closes with the test; null after the test was skipped for want of one. */
export async function withChromium(t: TestContext): Promise<Browser | null> {
  const browser = await startChromium()
  if (browser) t.after(() => browser.close())
  else skipWithout(t, 'chromium')
  return browser
}
