import { join } from 'node:path'
import Database from 'better-sqlite3'
import { startChromium } from '../../kit/testing/chromium.ts'
import { startVigie, type Vigie } from '../../kit/testing/process.ts'
import { startTarget } from '../../kit/testing/target.ts'

// Takes docs/pictures/status-page.png of a real Vigie with a life of 90 days made up for it:
//   node docs/pictures/take-picture.ts

const components = [
  ['Website', 'Shop'],
  ['Checkout', 'Shop'],
  ['Search', 'Shop'],
  ['API', 'Platform'],
  ['Payments', 'Platform'],
  ['E-mail delivery', 'Platform'],
] as const
const ailing = 'Payments'
const hourMs = 3_600_000

const target = await startTarget()
const services = components.map(([name, group]) => {
  const path = encodeURIComponent(name)
  return `  - { name: ${name}, group: ${group}, url: "${target.url}/${path}", critical: ${name === 'API'} }`
})
const monitoring = 'monitoring: { check_interval: 2, failure_threshold: 2 }'
const vigie = await startVigie({
  config: `services:\n${services.join('\n')}\n${monitoring}\nlogging: { level: WARN }\n`,
})
try {
  await untilPage(html => html.includes('All systems operational'))
  await vigie.stop()
  makeUpHistory(vigie)
  target.answer(`/${encodeURIComponent(ailing)}`, { status: 503, body: 'upstream connect error' })
  await vigie.restart()
  await untilPage(html => html.includes('INC-'))
  await takePicture(`${vigie.url}/`)
} finally {
  await vigie.remove()
  await target.stop()
}

async function untilPage(shows: (html: string) => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (shows(await (await fetch(vigie.url)).text())) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('the page did not come to show what was expected')
}

/** Up, but for some hours here and there; a morning in which the lookout itself was off. */
function makeUpHistory({ folder }: Vigie): void {
  const database = new Database(join(folder, 'data', 'monitor.db'))
  const checks = database.prepare('select id from check_definition order by number').all() as { id: string }[]
  const add = database.prepare('insert or replace into state_interval (check_id, started_at, state) values (?, ?, ?)')
  const at = (daysAgo: number, hours = 0) => new Date(Date.now() - daysAgo * 24 * hourMs + hours * hourMs).toISOString()
  const spell = (id: string, { daysAgo, hours, state }: { daysAgo: number; hours: number; state: string }) => {
    add.run(id, at(daysAgo), state)
    add.run(id, at(daysAgo, hours), 'up')
  }
  for (const [index, { id }] of checks.entries()) {
    add.run(id, at(89), 'up')
    spell(id, { daysAgo: 64.4, hours: 7, state: 'unknown' })
    spell(id, { daysAgo: 11 + 9 * index, hours: 0.4 + index / 2, state: index % 2 === 0 ? 'degraded' : 'down' })
    if (index === 3) spell(id, { daysAgo: 40, hours: 3, state: 'down' })
  }
  database.close()
}

async function takePicture(url: string): Promise<void> {
  const browser = await startChromium()
  if (!browser) throw new Error('there is no Chromium')
  const page = await browser.newPage({ viewport: { width: 1_000, height: 900 }, colorScheme: 'light' })
  await page.goto(url)
  await page.screenshot({ path: join(import.meta.dirname, 'status-page.png') })
  await browser.close()
}
