import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Check, Result } from '../../contracts/monitor/monitor.ts'
import { testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import { certificates, type HostileServers, startHostileServers } from '../hostile-servers.ts'
import { configText, withVigie } from '../lookout.ts'
import { residentMb } from '../machine.ts'
import type { Report } from '../report.ts'

export const hostileTargets: Bench = {
  name: 'hostile-targets',
  shows: 'whatever a target does, the check says why within its timeout and the memory stays bounded',
  quick: report => run(report, { seconds: 1, one_by_one: false }),
  proof: report => run(report, { seconds: 180, one_by_one: true }),
}

const timeoutS = 3

type Case = {
  readonly name: string
  readonly url: (servers: HostileServers) => string
  readonly state: Check['state']
  readonly reason: RegExp
  readonly more?: string
}

const cases: readonly Case[] = [
  { name: 'TLS expired', url: servers => servers.url('expired'), state: 'down', reason: /expired/i },
  { name: 'TLS self-signed', url: servers => servers.url('selfSigned'), state: 'down', reason: /self-signed/i },
  {
    name: 'TLS wrong host',
    url: servers => servers.url('wrongHost'),
    state: 'down',
    reason: /certificate.*(not|for)|name/i,
  },
  { name: 'redirect loop', url: servers => servers.url('redirectLoop'), state: 'down', reason: /redirect/i },
  {
    name: '10 GB body, none of it wanted',
    url: servers => servers.url('endlessBody'),
    state: 'up',
    reason: /^$/,
  },
  {
    name: '10 GB body, searched for a word',
    url: servers => servers.url('endlessBody'),
    state: 'down',
    reason: /body|timeout|too (large|long)/i,
    more: 'keyword: never',
  },
  { name: 'slow loris', url: servers => servers.url('slowLoris'), state: 'down', reason: /3(\.0+)? ?s/i },
  { name: 'header bomb', url: servers => servers.url('headerBomb'), state: 'down', reason: /header/i },
  { name: 'silence', url: servers => servers.url('silent'), state: 'down', reason: /3(\.0+)? ?s/i },
  { name: 'another protocol', url: servers => servers.url('garbage'), state: 'down', reason: /HTTP/ },
  {
    name: 'unknown name',
    url: () => 'http://no-such-host.invalid/',
    state: 'down',
    reason: /no-such-host\.invalid|DNS/,
  },
  { name: 'IPv6 only', url: servers => servers.url('sixOnly'), state: 'up', reason: /^$/ },
]

/** Of looks that run side by side only the answers say something, not how long they took. */
type Plan = { readonly seconds: number; readonly one_by_one: boolean }

async function run(report: Report, { seconds, one_by_one }: Plan): Promise<void> {
  const servers = await startHostileServers()
  const services = cases.map(({ name, url, more }) => ({ name, url: url(servers), ...(more && { more }) }))
  const monitoring = `check_interval: 1, default_timeout: ${timeoutS}, failure_threshold: 2`
  const environment = { NODE_EXTRA_CA_CERTS: join(certificates, 'authority.pem') }
  try {
    await withVigie({ config: configText({ services, monitoring }), environment }, async vigie => {
      const checks = async () => (await vigie.get<{ items: Check[] }>('/api/v1/checks?limit=500')).items
      await until('a result of all', async () => (await checks()).every(check => check.last_result))
      const early = residentMb(vigie.pid)
      await pause(seconds * 1_000)
      const isSettled = async () => (await checks()).every(({ state, name }) => state === caseOf(name)?.state)
      await until('the states that they should have', isSettled)
      const all = await checks()
      const looks = one_by_one ? await oneByOne(vigie, all) : await Promise.all(all.map(one => timedRun(vigie, one)))
      for (const { check, took, result } of looks) {
        const said = result.reason ?? ''
        const right = result.state === caseOf(check.name)?.state && caseOf(check.name)?.reason.test(said) === true
        report.require(check.name, right, `${result.state}${said ? `: ${said}` : ''}`)
        report.figure(`${check.name}: took`, took, 'ms', { at_most: timeoutS * 1_000 + 250 })
      }
      report.figure(`memory after ${seconds} s of it`, residentMb(vigie.pid), 'MB', { at_most: early + 40 })
      report.require('the program still answers', (await fetch(`${vigie.url}/healthz`)).ok, 'yes')
    })
  } finally {
    await servers.stop()
  }
}

const caseOf = (wanted: string) => cases.find(({ name }) => name === wanted)

async function oneByOne(vigie: Vigie, checks: readonly Check[]): Promise<TimedLook[]> {
  const looks: TimedLook[] = []
  for (const check of checks) looks.push(await timedRun(vigie, check))
  return looks
}

type TimedLook = { readonly check: Check; readonly took: number; readonly result: Result }

/** A look begun for us alone: one that is under way already would be shared, so it may only look shorter than it was. */
async function timedRun({ url }: Vigie, check: Check): Promise<TimedLook> {
  const begun = performance.now()
  const headers = { authorization: `Bearer ${testAdminKey}` }
  const answer = await fetch(`${url}/api/v1/checks/${check.id}/run`, { method: 'POST', headers })
  return { check, result: (await answer.json()) as Result, took: performance.now() - begun }
}
