import { startVigie, type Vigie, type VigieOptions } from '../kit/testing/process.ts'
import type { FakeSlack } from '../kit/testing/slack.ts'
import type { Report } from './report.ts'

export type WatchedService = {
  readonly name: string
  readonly url: string
  readonly critical?: boolean
  /** More keys of the service, as YAML in flow style: `interval: 1, timeout: 2`. */
  readonly more?: string
}

export type LookoutConfig = {
  readonly services: readonly WatchedService[]
  readonly monitoring: string
  readonly slack?: FakeSlack
  /** Whole sections to add. */
  readonly sections?: string
}

export function configText({ services, monitoring, slack, sections = '' }: LookoutConfig): string {
  const lines = services.map(({ name, url, critical = false, more }) => {
    const keys = [`name: "${name}"`, `url: "${url}"`, `critical: ${critical}`, ...(more ? [more] : [])]
    return `  - { ${keys.join(', ')} }`
  })
  const channel = slack ? `slack: { channel: "#alerts", api_url: "${slack.api_url}" }` : ''
  return `services:\n${lines.join('\n')}\nmonitoring: { ${monitoring} }\nlogging: { level: WARNING }\n${channel}\n${sections}\n`
}

export function numbered(count: number, urlOf: (service: number) => string, more?: string): WatchedService[] {
  return Array.from({ length: count }, (_, i) => ({ name: `Service ${i}`, url: urlOf(i), ...(more && { more }) }))
}

export async function withVigie<T>(options: VigieOptions, run: (vigie: Vigie) => Promise<T>): Promise<T> {
  const environment = { SLACK_BOT_TOKEN: 'xoxb-test-token', ...options.environment }
  // The first start with thousands of services takes a while on a busy machine, and only a limit may judge that.
  const vigie = await startVigie({ ready_within_ms: 180_000, ...options, environment })
  try {
    return await run(vigie)
  } catch (failure) {
    // What a program said before it fell is the only trace of why.
    throw new Error(`the program had said:\n${vigie.output().slice(-2_000)}`, { cause: failure })
  } finally {
    await vigie.remove()
  }
}

/** After whatever it was sent, the program goes on and has logged no failure of its own. */
export async function requireUnharmed(report: Report, vigie: Vigie): Promise<void> {
  report.require('the process goes on', (await fetch(`${vigie.url}/readyz`)).ok, 'ready')
  const bugs = vigie
    .output()
    .split('\n')
    .filter(line => line.includes('"level":50'))
  report.require('nothing was logged as a failure of ours', bugs.length === 0, bugs[0]?.slice(0, 600) ?? 'nothing')
}

export type Sample = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Everything that `/metrics` says now. */
export async function metricsOf(vigie: Vigie): Promise<readonly Sample[]> {
  const text = await (await fetch(`${vigie.url}/metrics`)).text()
  return text.split('\n').flatMap(line => {
    const [, name, labels = '', value] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (!name) return []
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text])
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value === '+Inf' ? 'Infinity' : value) }]
  })
}

export function sumOf(samples: readonly Sample[], name: string): number {
  const found = samples.filter(sample => sample.name === name)
  if (found.length === 0) throw new Error(`/metrics has no ${name}`)
  return found.reduce((sum, sample) => sum + sample.value, 0)
}

/** Upper bound of the bucket that holds the share `q` of what a histogram counted between two readings. */
export function histogramQuantile(
  q: number,
  { name, before, after }: { name: string; before: readonly Sample[]; after: readonly Sample[] },
): number {
  const bounds = (samples: readonly Sample[]) =>
    new Map(
      samples
        .filter(s => s.name === `${name}_bucket`)
        .map(s => [s.labels.le === '+Inf' ? Infinity : Number(s.labels.le), s.value]),
    )
  const then = bounds(before)
  const counted = [...bounds(after)]
    .map(([le, value]) => [le, value - (then.get(le) ?? 0)] as const)
    .sort((a, b) => a[0] - b[0])
  const total = counted.at(-1)?.[1] ?? 0
  return counted.find(([, value]) => value >= q * total)?.[0] ?? Number.NaN
}
