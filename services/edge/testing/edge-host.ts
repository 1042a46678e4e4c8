import type { TestContext } from 'node:test'
import { GetEdgeSources } from '../../../contracts/edge/sources.ts'
import { SelectSeries } from '../../../contracts/edge/telemetry.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { type Call, defineService } from '../../../kit/service/service.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import type { TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { edge } from '../service.ts'

export const keys = { client_1: 'first-client-key', client_2: 'second-client-key' } as const

export type Asked = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

export type EdgeHost = TestHost & {
  readonly clock: TestClock
  /** With this key in `x-api-key`. */
  ask(path: string, key?: string, more?: { method?: 'GET' | 'POST'; body?: unknown }): Promise<Asked>
  /** As another service of the cluster. */
  select(body: Input<typeof SelectSeries>['body']): Promise<Output<typeof SelectSeries>['series']>
  /** Until every source was asked once more, from the list on. */
  round(): Promise<void>
}

type Section = {
  readonly sources?: readonly object[]
  readonly rules?: readonly object[]
  readonly window?: number
  readonly port?: number
  readonly metrics_ports?: readonly number[]
}

/** The service in a host; null when the engine is missing. */
export async function edgeHost(
  t: TestContext,
  engine: Pick<TestEngine, 'host'>,
  { sources = [], rules = [], ...section }: Section = {},
  more: { readonly data?: string } = {},
): Promise<EdgeHost | null> {
  const clock = testClock()
  const clients = Object.entries(keys).map(([name, key]) => ({ name, key }))
  const given = { interval: 10, timezone: 'UTC', history: 'off' }
  const all = sources.map(source => ({ ...given, ...source }))
  const config = {
    edge: { clients, sources: all, rules: rules.map(rule => ({ kind: 'threshold', for: 0, ...rule })), ...section },
  }
  const asking: { call?: Call } = {}
  const asker = defineService({
    name: 'asker',
    start: ({ call }) => {
      asking.call = call
      return {}
    },
  })
  const host = await engine.host(t, { services: [edge, asker], config, clock, ...more })
  if (!host) return null
  const rounds = async () => (await host.call(GetEdgeSources)).items.map(one => one.rounds)
  return {
    ...host,
    clock,
    ask: async (url, key, { method = 'GET', body } = {}) => {
      const headers = key === undefined ? {} : { 'x-api-key': key }
      const payload = body === undefined ? {} : { payload: body as object }
      const answer = await host.host.app.inject({ method, url, headers, ...payload })
      return { status: answer.statusCode, headers: answer.headers, body: answer.body }
    },
    select: async body => (await asking.call?.(SelectSeries, { body }))?.series ?? [],
    round: async () => {
      // One may be under way.
      const before = await rounds()
      await host.until('every source was asked', async () => {
        await clock.advance(1_000)
        const now = await rounds()
        return now.length > 0 && now.every((count, index) => count >= (before[index] ?? 0) + 2)
      })
    },
  }
}
