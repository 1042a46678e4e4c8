import { demoMessages } from '../contracts/messages/demo.ts'
import type { DemoAnswer, DemoMoment, DemoVisit, DemoWorld } from '../kit/service/demo.ts'
import { nimbusFeed, paylaneFeed } from './provider-feeds.ts'

const token = 'demo-heartbeat-of-the-nightly-backup'

/** One round of trouble, in seconds since it began; then it begins again. */
const round_s = 900
const troubles = {
  searchIsSlow: [0, 150],
  paylaneIsDown: [0, 240],
  checkoutFails: [20, 210],
  peopleComplain: [15, 230],
  accountsFail: [420, 480],
  apiFails: [640, 690],
} as const

function isOn(trouble: keyof typeof troubles, { elapsed_s }: DemoMoment): boolean {
  const second = elapsed_s % round_s
  const [from, to] = troubles[trouble]
  return second >= from && second < to
}

/** A little of its own for every second, the same again for the same second. */
function jitter(path: string, { now }: DemoMoment): number {
  let mixed = Math.floor(now / 1000)
  for (const letter of path) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x5bd1e995) >>> 0
  return (mixed % 1000) / 1000
}

const fine = (after_ms: number): DemoAnswer => ({
  ...{ status: 200, type: 'application/json', after_ms },
  body: JSON.stringify({ status: 'ok', version: '4.2.1' }),
})
const failing = (status: number, body: string): DemoAnswer => ({ status, type: 'text/plain', after_ms: 20, body })

/** An invented shop: its services, two providers that it stands on, and the people who use it. */
export const demoWorld: DemoWorld = {
  configuration: (world_url, language) => {
    const words = demoMessages[language]
    const { components: name, groups } = words
    const { hostname, port } = new URL(world_url)
    return JSON.stringify({
      language,
      pages: { title: words.page },
      network: { trusted_proxies: ['127.0.0.1'] },
      logging: { level: 'WARNING' },
      monitoring: { check_interval: 5, failure_threshold: 2, recheck: 1 },
      slack: { enabled: false },
      flags: { public_evaluation: true },
      notifications: [{ name: 'chat', kind: 'webhook', url: `${world_url}/chat` }],
      providers: [
        { id: 'paylane', name: 'Paylane', kind: 'statuspage', url: `${world_url}/paylane` },
        { id: 'nimbus', name: 'Nimbus Cloud', kind: 'rss-atom', url: `${world_url}/nimbus/feed.rss` },
      ],
      services: [
        { name: name.website, group: groups.shop, url: `${world_url}/website`, critical: true },
        {
          ...{ name: name.checkout, group: groups.shop, url: `${world_url}/checkout`, critical: true },
          ...{ conditions: ["body.status == 'ok'"], depends_on: ['provider:paylane'] },
        },
        { name: name.search, group: groups.shop, url: `${world_url}/search`, degraded_above: 0.6 },
        { name: name.accounts, group: groups.shop, url: `${world_url}/accounts`, depends_on: [name.database] },
        { name: name.api, group: groups.platform, url: `${world_url}/api`, critical: true },
        {
          name: name.database,
          group: groups.platform,
          kind: 'tcp',
          host: hostname,
          port: Number(port),
          critical: true,
        },
        { name: name.backup, group: groups.platform, kind: 'heartbeat', every: 30, grace: 30, token },
      ],
    })
  },

  answer: (path, moment) => {
    const shake = jitter(path, moment)
    if (path === '/chat') return fine(15)
    if (path.startsWith('/paylane')) return paylaneFeed(moment, isOn('paylaneIsDown', moment))
    if (path.startsWith('/nimbus')) return nimbusFeed(moment)
    if (path === '/checkout' && isOn('checkoutFails', moment)) return failing(503, 'upstream: paylane answered 502')
    if (path === '/accounts' && isOn('accountsFail', moment)) return failing(504, 'the database is busy')
    if (path === '/api' && isOn('apiFails', moment)) return failing(500, 'out of memory')
    if (path === '/search' && isOn('searchIsSlow', moment)) return fine(900 + shake * 600)
    return fine(25 + shake * 60)
  },

  visit: (moment, language) => {
    const beat: DemoVisit = { path: `/api/v1/heartbeats/${token}`, body: null, from: '198.51.100.1' }
    const { components, comment } = demoMessages[language]
    const complaints = isOn('peopleComplain', moment) ? 6 : jitter('visit', moment) < 0.05 ? 1 : 0
    const people = Array.from({ length: complaints }, (_, index): DemoVisit => {
      const from = Math.floor(jitter(`person ${index}`, moment) * 60_000)
      return {
        path: '/api/v1/reports',
        body: {
          component: components.checkout,
          category: index % 3 === 0 ? 'unavailable' : 'errors',
          ...(index === 0 && jitter('talks', moment) < 0.2 ? { comment } : {}),
        },
        from: `100.${64 + (from >> 12)}.${(from >> 4) & 255}.${1 + (from & 15)}`,
      }
    })
    return [beat, customerOf(moment), ...people]
  },
}

/** Somebody looks at the shop, which asks for its flags. */
function customerOf(moment: DemoMoment): DemoVisit {
  const number = Math.floor(jitter('customer', moment) * 1000)
  const country = ['FR', 'BE', 'DE', 'GB'][number % 4]
  const context = { targetingKey: `customer-${number}`, country, email: `customer-${number}@example.org` }
  return { path: '/ofrep/v1/evaluate/flags', body: { context }, from: '198.51.100.2' }
}
