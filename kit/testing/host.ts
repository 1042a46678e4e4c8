import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Value } from 'typebox/value'
import { v7 as uuid } from 'uuid'
import { secretsOfConfiguration } from '../config/secret-settings.ts'
import { Settings } from '../config/settings.ts'
import { answerOf } from '../http-client/peer-http.ts'
import { type Clock, iso, systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import type { Envelope, EventData, EventDefinition, Fact } from '../service/event.ts'
import { type Host, startHost } from '../service/host.ts'
import type { CallInput, Operation, Output } from '../service/operation.ts'
import type { ConfigProblem, Service } from '../service/service.ts'
import { hostile, seeded, shuffled } from './hostile-bus.ts'
import { published } from './published.ts'
import { until } from './until.ts'

export type TestHostOptions = {
  readonly services: readonly Service[]
  /** Sections as in vigie.yaml. */
  readonly config?: Readonly<Record<string, unknown>>
  /** `postgres://…` runs the services on PostgreSQL; left out, on SQLite. */
  readonly store?: string | undefined
  readonly clock?: Clock
  /** `hostile` unless a test measures something else than what the bus does. */
  readonly bus?: 'hostile' | 'kind'
  /** Start again on the data of an earlier host. */
  readonly data?: string
  readonly seed?: number
  /** Left out: nobody from outside is answered. */
  readonly listen?: { readonly host: string; readonly port: number }
}

export type TestHost = {
  readonly host: Host
  readonly data: string
  /** As an administrator, through the same validation as HTTP. Throws refusals. */
  call<Op extends Operation>(operation: Op, input?: CallInput<Op>): Promise<Output<Op>>
  /** As somebody without a token. */
  inject(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
  ): Promise<{ status: number; body: string }>
  /** What `/metrics` says, as an administrator. */
  metrics(): Promise<string>
  /** Other services say this; it arrives shuffled and twice on the hostile bus. */
  tell(service: string, ...facts: Fact[]): Promise<void>
  /** What the service has published of this event, in order. */
  said<Definition extends EventDefinition>(service: string, definition: Definition): Promise<EventData<Definition>[]>
  /** Waits (real time) until it is true; says what was waited for when it never is. */
  until: typeof until
  /** The file was saved and says this; answers what is wrong with it. */
  reload(config: NonNullable<TestHostOptions['config']>): Promise<readonly ConfigProblem[]>
  /** Ends, and begins anew on the same data. */
  restart(services: readonly Service[]): Promise<TestHost>
  /** The data as a `kill -9` at this instant would leave it, in a folder that another test host can start on. */
  crashed(): Promise<string>
}

export const testKey = 'vg_admin_test-key-for-one-process-only'

/** Services in a real host, on a real database in a folder of their own, stopped and removed by the test. */
export async function testHost(t: TestContext, options: TestHostOptions): Promise<TestHost> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'vigie-test-')))
  const random = seeded(options.seed ?? 1)
  const clock = options.clock ?? stoppedBy(t)
  const host = await startHost({
    services: options.services,
    configuration: configurationOf(options),
    data,
    log: silentLog(),
    clock,
    admin_key: testKey,
    checkAnswers: true,
    ...(options.listen ? { listen: options.listen } : {}),
    ...(options.bus === 'kind' ? {} : { carry: listener => hostile(listener, random) }),
  })
  t.after(async () => {
    await host.stop()
    await rm(data, { recursive: true, force: true })
  })
  const crashed = async (): Promise<string> => {
    const copy = await mkdtemp(join(tmpdir(), 'vigie-crash-'))
    // Synchronously: no write of this process can come in between, so the copy is one instant.
    cpSync(data, copy, { recursive: true, filter: source => !source.endsWith('.lock') })
    return copy
  }
  const restart = async (services: readonly Service[]) => {
    await host.stop()
    return testHost(t, { ...options, services, data })
  }
  return {
    host,
    data,
    crashed,
    restart,
    reload: config => host.reload(configurationOf({ ...options, config })),
    ...ways(host, clock, options.bus === 'kind' ? undefined : random),
  }
}

function stoppedBy(t: TestContext): Clock {
  const clock = systemClock()
  t.after(() => clock.stop())
  return clock
}

function configurationOf({ config = {}, services, store }: TestHostOptions) {
  const given = { ...config, ...(store ? { store: { url: store } } : {}) }
  const settings = Value.Default(Settings, Value.Clean(Settings, structuredClone(given))) as Settings
  const values = new Map(
    services.map(service => {
      const schema = service.config
      const mine = Object.fromEntries(Object.entries(given).filter(([name]) => schema && name in schema.properties))
      return [service.name, schema ? Value.Default(schema, structuredClone(mine)) : {}]
    }),
  )
  return {
    settings,
    values,
    secrets: secretsOfConfiguration(services, { settings, values }),
    base_directory: process.cwd(),
    placeOf: (path: readonly (string | number)[]) => `vigie.yaml:${path.join('.')}`,
  }
}

function ways(
  host: Host,
  clock: Clock,
  random: (() => number) | undefined,
): Omit<TestHost, 'host' | 'data' | 'crashed' | 'reload' | 'restart'> {
  const send = async (method: string, url: string, body: unknown, headers: Record<string, string>) => {
    const payload = body === undefined ? {} : { payload: body as object }
    const response = await host.app.inject({ method: method as 'GET', url, headers, ...payload })
    return { status: response.statusCode, body: response.body }
  }
  return {
    call: (async (
      operation: Operation,
      input: { params?: Record<string, string>; query?: object; body?: unknown } = {},
    ) => {
      const path = operation.path.replace(/:([a-z_]+)/g, (_all, name) => encodeURIComponent(input.params?.[name] ?? ''))
      const search = new URLSearchParams(
        Object.entries(input.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
      )
      const answer = await send(operation.method, `${path}?${search}`, input.body, {
        authorization: `Bearer ${testKey}`,
      })
      if (answer.status >= 500) throw new Error(`${operation.name} answered ${answer.status}: ${answer.body}`)
      return answerOf(answer.status, answer.body)
    }) as TestHost['call'],
    inject: (method, url, body) => send(method, url, body, {}),
    metrics: async () => (await send('GET', '/metrics', undefined, { authorization: `Bearer ${testKey}` })).body,
    tell: async (service, ...facts) => {
      const events = facts.map(
        ({ definition, subject, data }): Envelope => ({
          specversion: '1.0',
          id: uuid(),
          source: '/vigie/test',
          type: definition.type,
          subject,
          time: iso(clock.now()),
          datacontenttype: 'application/json',
          data: JSON.parse(JSON.stringify(data)),
        }),
      )
      const all = random ? shuffled([...events, ...events.filter(() => random() < 0.5)], random) : events
      for (const event of all) {
        for (const { error } of await host.inbox(service).deliver([event])) if (error) throw new Error(error)
      }
    },
    said: async (service, definition) => {
      const events = await published(host.store(service))
      return events.filter(event => event.type === definition.type).map(event => event.data as never)
    },
    until,
  }
}
