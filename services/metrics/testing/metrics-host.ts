import type { TestContext } from 'node:test'
import { RefreshSource, type Source } from '../../../contracts/metrics/sources.ts'
import type { Service } from '../../../kit/service/service.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import type { TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { type Answer, type LocalServer, type Received, startLocalServer } from '../../../kit/testing/local-server.ts'
import { metrics } from '../service.ts'

export const now = Date.parse('2026-05-04T12:00:00Z')

export type MetricsHost = TestHost & {
  readonly clock: TestClock
  readonly server: LocalServer
  /** What the server was asked. */
  readonly asked: Received[]
  /** The server answers this from now on; an object is JSON. */
  answers(answer: Answer | object): void
  refresh(id?: string): Promise<Source>
}

export type MetricsOptions = {
  /** The section of the file, given the address of a local server. */
  readonly config?: (url: string) => object
  readonly settings?: object
  /** Beside it. */
  readonly services?: readonly Service[]
}

/** The service in a host beside a local server of numbers; null when the engine is missing. */
export async function metricsHost(
  t: TestContext,
  engine: Pick<TestEngine, 'host'>,
  { config, settings = {}, services = [] }: MetricsOptions = {},
): Promise<MetricsHost | null> {
  const clock = testClock(now)
  const asked: Received[] = []
  let answer: Answer = { body: '{}' }
  const server = await startLocalServer(
    () => answer,
    received => asked.push(received),
  )
  t.after(() => server.stop())
  const section = config?.(server.url)
  const host = await engine.host(t, {
    services: [metrics, ...services],
    config: { ...settings, ...(section ? { metrics: section } : {}) },
    clock,
  })
  if (!host) return null
  return {
    ...host,
    clock,
    server,
    asked,
    answers: next => {
      answer = 'body' in next || 'status' in next ? next : { body: JSON.stringify(next) }
    },
    refresh: (id = 'tawarano') => host.call(RefreshSource, { params: { id } }),
  }
}

/** As OpenWeatherMap answers: a forecast of three hours each, in Kelvin. */
export function forecast(hours: readonly number[], kelvin = 290) {
  return {
    cod: '200',
    list: hours.map((hour, index) => ({ dt: now / 1_000 + hour * 3_600, main: { temp: kelvin + index / 100 } })),
    city: { name: 'Tawarano' },
  }
}

export const tawarano = (url: string) => ({
  name: 'tawarano',
  kind: 'json',
  url: `${url}/forecast`,
  every: 600,
  items: 'list',
  time: 'dt',
  values: { temp: 'main.temp - 273.15' },
  unit: 'celsius',
})
