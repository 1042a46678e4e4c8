import type { TestContext } from 'node:test'
import { type Browser, type BrowserServer, chromium } from 'playwright-core'
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

// biome-ignore lint/style/noProcessEnv: set by the run of the tests for its processes, so it is no configuration of the product.
const environment = process.env
const variable = 'VIGIE_TEST_BROWSER'

const findChromium = () => findProgram('chromium', { packages: ['chromium'], places: ['/usr/bin/chromium-browser'] })

/** Null when there is none and nobody could install it. */
export async function startChromium(): Promise<Browser | null> {
  const shared = environment[variable]
  if (shared) return chromium.connect(shared)
  const executablePath = await findChromium()
  return executablePath ? chromium.launch({ executablePath, args: flags, headless: true }) : null
}

/**
 * One browser for all processes of a run, which takes two seconds of a processor to start. Each of them has profiles of its own
 * in it, which close with its connection.
 */
export async function shareChromium(): Promise<BrowserServer | null> {
  const executablePath = await findChromium()
  if (!executablePath) return null
  const server = await chromium.launchServer({ executablePath, args: flags, headless: true, host: '127.0.0.1' })
  environment[variable] = server.wsEndpoint()
  return server
}

/** A browser with an empty profile that closes with the test; null after the test was skipped for want of one. */
export async function withChromium(t: TestContext): Promise<Browser | null> {
  const browser = await startChromium()
  if (browser) t.after(() => browser.close())
  else skipWithout(t, 'chromium')
  return browser
}
