import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page as Tab } from 'playwright-core'
import { startChromium } from '../kit/testing/chromium.ts'
import { testAdminKey, type Vigie } from '../kit/testing/process.ts'
import { reasonMissing } from '../kit/testing/programs.ts'
import { until } from '../kit/testing/until.ts'
import type { Bench } from './bench.ts'
import { withVigie } from './lookout.ts'
import { quantile, type Report } from './report.ts'

export const consoleOfPeople: Bench = {
  name: 'console',
  shows: 'the console is small, soon there, scrolls ten thousand rows, and shows what somebody else has just changed',
  quick: report => run(report, { rows: 1_000, scroll_s: 1, tries: 1, limits: {} }),
  proof: report =>
    run(report, {
      rows: 10_000,
      scroll_s: 5,
      tries: 5,
      limits: { entry_kb: 150, interactive_ms: 1_500, frames_per_s: 50, seen_ms: 1_000 },
    }),
}

type Plan = {
  readonly rows: number
  readonly scroll_s: number
  readonly tries: number
  readonly limits: {
    readonly entry_kb?: number
    readonly interactive_ms?: number
    readonly frames_per_s?: number
    readonly seen_ms?: number
  }
}
type Measured = { readonly report: Report; readonly browser: Browser; readonly vigie: Vigie; readonly plan: Plan }

const person = { email: 'bench@example.test', password: 'a long sentence to remember' }
const atMost = (most: number | undefined) => (most === undefined ? {} : { at_most: most })
const dist = join(import.meta.dirname, '..', 'web', 'dist')

async function run(report: Report, plan: Plan): Promise<void> {
  const browser = await startChromium()
  if (!browser) {
    report.fact('skipped', reasonMissing('chromium'))
    return
  }
  try {
    measureSize(report, plan)
    const environment = { VIGIE_ADMIN_EMAIL: person.email, VIGIE_ADMIN_PASSWORD: person.password }
    await withVigie({ config: 'language: en\n', environment }, async vigie => {
      const measured = { report, browser, vigie, plan }
      await measureOpening(measured)
      await importFlags(vigie, plan.rows)
      await measureScrolling(measured)
      await measureChange(measured)
    })
  } finally {
    await browser.close()
  }
}

type Chunk = { readonly file: string; readonly css?: readonly string[]; readonly imports?: readonly string[] }

/** What has to be there before the first page runs, as it is sent. */
function measureSize(report: Report, { limits }: Plan): void {
  const place = join(dist, 'manifest.json')
  if (!existsSync(place)) throw new Error('the console is not built: npm run bench builds it')
  const manifest: Readonly<Record<string, Chunk>> = JSON.parse(readFileSync(place, 'utf8'))
  const files = new Set<string>()
  const need = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk || files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const other of chunk.imports ?? []) need(other)
  }
  need('index.html')
  const bytes = [...files].reduce((sum, file) => sum + statSync(join(dist, `${file}.gz`)).size, 0)
  report.figure('before the first page, packed', bytes / 1_024, 'kB', atMost(limits.entry_kb))
}

/** One file of flagd holds them all. */
async function importFlags({ url }: Vigie, count: number): Promise<void> {
  const variants = { on: true, off: false }
  const flags = Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `flag-${String(n).padStart(5, '0')}`,
      { state: 'ENABLED', variants, defaultVariant: 'on' },
    ]),
  )
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1/flags/import`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ flags }),
  })
  if (!answer.ok) throw new Error(`the flags were answered ${answer.status}: ${await answer.text()}`)
}

/** A browser that has never been here, but is signed in. */
async function newTab({ browser, vigie }: Measured): Promise<Tab> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1_280, height: 900 } })
  const answer = await context.request.post(`${vigie.url}/api/v1/auth/login`, { data: person })
  if (!answer.ok()) throw new Error(`signing in was answered ${answer.status()}`)
  return context.newPage()
}

async function measureOpening(measured: Measured): Promise<void> {
  const { report, vigie, plan } = measured
  const times: number[] = []
  for (let tried = 0; tried < plan.tries; tried++) {
    const tab = await newTab(measured)
    const begun = performance.now()
    await tab.goto(`${vigie.url}/console`)
    await tab.getByRole('heading', { level: 1 }).waitFor()
    // It can be used: a click on it would act.
    await tab.getByRole('navigation').getByRole('link', { name: 'Flags' }).click({ trial: true })
    times.push(performance.now() - begun)
    await tab.context().close()
  }
  report.figure(
    'opened cold until it can be used, half',
    quantile(times, 0.5),
    'ms',
    atMost(plan.limits.interactive_ms),
  )
}

async function measureScrolling(measured: Measured): Promise<void> {
  const { report, vigie, plan } = measured
  const tab = await newTab(measured)
  await tab.goto(`${vigie.url}/console/flags`)
  await tab.locator('tbody tr').first().waitFor()
  const rows = async () => Number(await tab.locator('table').getAttribute('aria-rowcount')) - 1
  // What is being imported is still told meanwhile, and asking for it anew may come in between: a person touches again.
  const more = tab.getByRole('button', { name: 'Show more' })
  const isWhole = async () => {
    if ((await rows()) >= plan.rows) return true
    await more.click({ timeout: 5_000 }).catch(() => undefined)
    return false
  }
  await until('all rows', isWhole, { within_s: 180, every_ms: 200 })
  const session = await tab.context().newCDPSession(tab)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const used = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  const before_s = await used()
  const rate = await tab.evaluate<number>(`(${framesWhileScrolling})(${plan.scroll_s * 1_000})`)
  const perFrame_ms = (((await used()) - before_s) * 1_000) / (rate * plan.scroll_s)
  const seen = await tab.locator('tbody tr').filter({ hasText: 'flag-' }).count()
  report.require('rows are in sight after scrolling', seen > 5, `${seen} of ${await rows()}`)
  const least = plan.limits.frames_per_s
  report.figure(
    `frames while ${plan.rows} rows are scrolled`,
    rate,
    'per s',
    least === undefined ? {} : { at_least: least },
  )
  report.figure('processor of the page for each of them', perFrame_ms, 'ms')
  await tab.context().close()
}

/** Runs in the page: scrolls a little in each frame, back at the end, and counts the frames. */
const framesWhileScrolling = `for_ms => new Promise(resolve => {
  const begun = performance.now()
  let frames = 0
  let step = 150
  const frame = now => {
    frames += 1
    const end = document.documentElement.scrollHeight - innerHeight
    if (scrollY >= end - 1 || scrollY <= 0) step = scrollY <= 0 ? Math.abs(step) : -Math.abs(step)
    scrollBy(0, step)
    if (now - begun < for_ms) requestAnimationFrame(frame)
    else resolve((frames / (now - begun)) * 1000)
  }
  requestAnimationFrame(frame)
})`

async function measureChange(measured: Measured): Promise<void> {
  const { report, vigie, plan } = measured
  const [one, other] = [await newTab(measured), await newTab(measured)]
  for (const tab of [one, other]) {
    await tab.goto(`${vigie.url}/console/flags/flag-00000`)
    await tab.getByRole('button', { name: 'Switch off' }).waitFor()
  }
  const times: number[] = []
  // The first time waits for all that was imported to be told, and does not count.
  for (let tried = -1; tried < plan.tries; tried++) {
    await one.getByRole('button', { name: 'Switch off' }).click()
    const begun = performance.now()
    await one.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click()
    await other.getByRole('button', { name: 'Switch on' }).waitFor()
    if (tried >= 0) times.push(performance.now() - begun)
    await one.getByRole('button', { name: 'Switch on' }).click()
    for (const tab of [one, other]) await tab.getByRole('button', { name: 'Switch off' }).waitFor()
  }
  report.figure(
    'a change is seen in another browser after, half',
    quantile(times, 0.5),
    'ms',
    atMost(plan.limits.seen_ms),
  )
  await Promise.all([one.context().close(), other.context().close()])
}
