import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import {
  type Component,
  ComponentChanged,
  type Incident,
  IncidentOpened,
} from '../../../contracts/incidents/incidents.ts'
import { type Signal, SignalChanged } from '../../../contracts/incidents/signal.ts'
import type { ReportChallenge, ReportProof, ReportsOfComponent } from '../../../contracts/reports.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import type { TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { reports } from '../service.ts'

export type Answer = { readonly status: number; readonly body: string }
export type Submission = {
  readonly from?: string
  readonly component?: string
  readonly category?: string
  readonly comment?: string
  readonly website?: string
  readonly proof?: unknown
  readonly headers?: Record<string, string>
}

export type ReportsHost = TestHost & {
  readonly clock: TestClock
  submit(submission: Submission): Promise<Answer>
  /** With a proof of work, as a browser sends it. */
  submitProven(submission: Submission): Promise<Answer>
  /** Lets the minutes pass one by one, each judged. */
  minutes(count: number): Promise<void>
  shown(component?: string, hours?: number): Promise<ReportsOfComponent>
  signals(): Promise<Signal[]>
}

type Judged = { judged: { through_minute: number } }

export type ReportsHostOptions = {
  readonly config?: Readonly<Record<string, unknown>>
  readonly data?: string
  readonly store?: string
  readonly clock?: TestClock
  readonly components?: readonly Partial<Component>[]
}

/** The service alone in a host with a clock that stands still, and one component "API"; null when the engine is missing. */
export async function reportsHost(
  t: TestContext,
  engine: Pick<TestEngine, 'host'>,
  { clock = testClock(), components = [{}], config = {}, ...options }: ReportsHostOptions = {},
): Promise<ReportsHost | null> {
  const section = { proof_tries: 100, ...config }
  const host = await engine.host(t, {
    services: [reports],
    clock,
    config: { reports: section, network: { trusted_proxies: ['127.0.0.1'] } },
    ...options,
  })
  if (!host) return null
  await host.tell('reports', ...components.map(changed))
  await clock.advance(5_000)
  const submit = async ({ from = '203.0.113.7', headers = {}, ...more }: Submission): Promise<Answer> => {
    const sending = host.host.app.inject({
      method: 'POST',
      url: '/api/v1/reports',
      headers: { 'x-forwarded-for': from, ...headers },
      payload: { component: 'api', category: 'unavailable', ...more },
    })
    const { statusCode, body } = await passing(clock, sending)
    return { status: statusCode, body }
  }
  const signals = () => host.said('reports', SignalChanged)
  const judgedThrough = async () => {
    const rows = await host.host.store('reports').query<Judged>().selectFrom('judged').selectAll().execute()
    return rows[0]?.through_minute ?? 0
  }
  return {
    ...host,
    clock,
    submit,
    signals,
    submitProven: async submission => {
      const challenge = await host.inject('GET', '/api/v1/reports/challenge')
      return submit({ ...submission, proof: solved(JSON.parse(challenge.body)) })
    },
    minutes: async count => {
      for (let minute = 0; minute < count; minute++) {
        await clock.advance(60_000)
        const over = Math.floor(clock.now() / 60_000) - 1
        while ((await judgedThrough()) < over) await clock.advance(100)
      }
    },
    shown: async (component = 'api', hours = 24) => {
      const { status, body } = await host.inject('GET', `/api/v1/reports/${component}?hours=${hours}`)
      if (status !== 200) throw new Error(`${status}: ${body}`)
      return JSON.parse(body)
    },
  }
}

/** Time goes on in small steps until it is done: what gathers for a moment is committed. */
async function passing<T>(clock: TestClock, doing: PromiseLike<T>): Promise<T> {
  let done = false
  const watched = Promise.resolve(doing).finally(() => {
    done = true
  })
  watched.catch(() => {})
  while (!done) {
    await clock.advance(20)
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  return watched
}

export function changed(changes: Partial<Component> & { revision?: number; archived?: boolean } = {}): Fact {
  const component = {
    id: 'c1',
    slug: 'api',
    name: 'API',
    group: null,
    critical: false,
    status: 'operational' as const,
    since: '2026-01-05T08:00:00.000Z',
    origin: 'file' as const,
    depends_on: [],
    position: 0,
    place: null,
    suspected: null,
    revision: 1,
    archived: false,
    ...changes,
  }
  return fact(ComponentChanged, component.id, component)
}

export function incident(changes: Partial<Incident> = {}, definition = IncidentOpened): Fact {
  const component = { id: 'c1', slug: 'api', name: 'API' }
  const data: Incident = {
    id: 'i1',
    number: 'INC-20260105-080000',
    title: 'API is down',
    status: 'investigating',
    impact: 'major',
    component,
    components: [component],
    origin: 'signal',
    started_at: '2026-01-05T08:00:00.000Z',
    detected_at: '2026-01-05T08:00:10.000Z',
    acknowledged_at: null,
    resolved_at: null,
    duration_s: null,
    assignee: null,
    timeline: [],
    evidence: null,
    suspected_causes: [],
    url: null,
    error: null,
    http_code: null,
    response_ms: null,
    group: null,
    critical: false,
    reopened: 0,
    revision: 1,
    ...changes,
  }
  return fact(definition, data.id, data)
}

export function solved({ challenge, salt, max_number, signature }: ReportChallenge): ReportProof {
  for (let number = 0; number <= max_number; number++) {
    if (createHash('sha256').update(`${salt}${number}`).digest('hex') === challenge) return { salt, number, signature }
  }
  throw new Error('no number solves this challenge')
}
