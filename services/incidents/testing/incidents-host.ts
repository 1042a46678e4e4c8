import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
  ListIncidents,
} from '../../../contracts/incidents/incidents.ts'
import { type Signal, SignalChanged } from '../../../contracts/incidents/signal.ts'
import { CheckArchived, CheckDefined } from '../../../contracts/monitor/monitor.ts'
import { type EventData, fact } from '../../../kit/service/event.ts'
import type { Service } from '../../../kit/service/service.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import type { TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { incidents } from '../service.ts'

export type IncidentsHost = TestHost & {
  readonly clock: TestClock
  readonly directory: string
  /** Arrives shuffled and twice. */
  hear(...signals: Signal[]): Promise<void>
  define(...definitions: EventData<typeof CheckDefined>[]): Promise<void>
  archive(archival: EventData<typeof CheckArchived>): Promise<void>
  all(): Promise<Incident[]>
  /** How often each was told. */
  told(): Promise<{ opened: number; updated: number; resolved: number }>
}

export type IncidentsOptions = {
  readonly config?: Readonly<Record<string, unknown>>
  readonly settings?: Readonly<Record<string, unknown>>
  readonly data?: string
  readonly directory?: string
  readonly seed?: number
  readonly bus?: 'hostile' | 'kind'
  /** Beside this one. */
  readonly services?: readonly Service[]
}

/** The service alone in a host, with a clock that stands still; null when the engine is missing. */
export async function incidentsHost(
  t: TestContext,
  engine: Pick<TestEngine, 'host'>,
  { config = {}, settings = {}, services = [], ...options }: IncidentsOptions = {},
): Promise<IncidentsHost | null> {
  const clock = testClock()
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'vigie-incidents-')))
  const host = await engine.host(t, {
    services: [incidents, ...services],
    config: { incidents: config, logging: { incidents_dir: directory }, ...settings },
    clock,
    ...options,
  })
  t.after(() => rm(directory, { recursive: true, force: true }))
  if (!host) return null
  const count = async (event: typeof IncidentOpened) => (await host.said('incidents', event)).length
  return {
    ...host,
    clock,
    directory,
    hear: (...signals) => host.tell('incidents', ...signals.map(one => fact(SignalChanged, one.signal, one))),
    define: (...all) => host.tell('incidents', ...all.map(one => fact(CheckDefined, one.check.id, one))),
    archive: one => host.tell('incidents', fact(CheckArchived, one.check.id, one)),
    all: async () => (await host.call(ListIncidents, { query: { limit: 500 } })).items,
    told: async () => ({
      opened: await count(IncidentOpened),
      updated: await count(IncidentUpdated),
      resolved: await count(IncidentResolved),
    }),
  }
}
