import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Provider } from '../contracts/providers.ts'
import type { Vigie } from '../kit/testing/process.ts'
import type { Bench } from './bench.ts'
import { withVigie } from './lookout.ts'
import { cpuSeconds, residentMb } from './machine.ts'
import { type Feed, sixtyFeeds } from './provider-feeds.ts'
import type { Report } from './report.ts'

export const providers: Bench = {
  name: 'providers',
  shows: 'sixty providers asked in one cycle: under 5 s of processor time and 60 MB of memory',
  quick: report => run(report, 1),
  proof: report => run(report, 5),
}

async function run(report: Report, runs: number): Promise<void> {
  const feeds = sixtyFeeds()
  const bytes = feeds.reduce((sum, { body }) => sum + body.length, 0)
  report.fact('sent by all of them', `${(bytes / 1e6).toFixed(1)} MB`)
  for (let turn = 0; turn < runs; turn++) {
    const server = await serve(feeds)
    try {
      await withVigie({ config: 'logging: { level: WARNING }\n' }, vigie =>
        measure(report, vigie, { feeds, ...server }),
      )
    } finally {
      server.stop()
    }
  }
}

type Subject = { readonly feeds: readonly Feed[]; readonly url: string }

/** The file is saved with sixty providers while the program runs: what that costs until each has been read once. */
async function measure(report: Report, vigie: Vigie, { feeds, url }: Subject): Promise<void> {
  await pause(2_000)
  const before = { cpu: cpuSeconds(vigie.pid), resident: residentMb(vigie.pid) }
  let most = before.resident
  const sampler = setInterval(() => {
    most = Math.max(most, residentMb(vigie.pid))
  }, 50)
  const lines = feeds.map(({ id, kind, path }) => `  - { id: ${id}, kind: ${kind}, url: "${url}${base(kind, path)}" }`)
  vigie.configure(`logging: { level: WARNING }\nproviders:\n${lines.join('\n')}\n`)
  const read = await allRead(vigie, feeds.length)
  clearInterval(sampler)
  report.require('every provider was read', read === feeds.length, `${read} of ${feeds.length}`)
  report.figure('processor time of one cycle', cpuSeconds(vigie.pid) - before.cpu, 's', { at_most: 5 })
  report.figure('more memory, at the most', most - before.resident, 'MB', { at_most: 60 })
}

/** The address as the operator writes it: the page, to which the kind adds where its feed is. */
const base = (kind: string, path: string): string => (kind === 'ibm-cloud' ? path : path.slice(0, path.indexOf('/', 1)))

async function allRead(vigie: Vigie, count: number): Promise<number> {
  let read = 0
  for (let tries = 0; tries < 60 && read < count; tries++) {
    await pause(500)
    const metrics = await (await fetch(`${vigie.url}/metrics`)).text()
    read = metrics.match(/^vigie_provider_age_seconds\{/gm)?.length ?? 0
  }
  const { items } = await vigie.get<{ items: Provider[] }>('/api/v1/csp/providers?limit=500')
  return items.filter(({ state }) => state !== 'unknown').length
}

async function serve(feeds: readonly Feed[]): Promise<{ url: string; stop: () => void }> {
  const bodies = new Map(feeds.map(({ path, body }) => [path, body]))
  const server = createServer((request, response) => {
    const body = bodies.get(request.url ?? '')
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
