import type { HealthBoard } from '../health/health-board.ts'
import { type Address, urlOf } from '../http-client/host-address.ts'
import { policyOf } from '../http-client/proxies.ts'
import type { Redactor } from '../http-client/redact.ts'
import { Jobs } from '../jobs/jobs.ts'
import { type Inbox, openInbox } from '../messaging/inbox.ts'
import type { Listener } from '../messaging/listener.ts'
import { outbox } from '../messaging/outbox.ts'
import type { Relay } from '../messaging/relay.ts'
import { requireSchema } from '../messaging/schemas.ts'
import { Metrics } from '../metrics/metrics.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { RunningSchedule } from '../schedule/schedule.ts'
import type { KeyFile } from '../secrets/key-file.ts'
import type { MissingSecrets } from '../secrets/missing-secrets.ts'
import { openServiceStore } from '../store/open-service-store.ts'
import type { Storage } from '../store/storage.ts'
import type { Store } from '../store/store.ts'
import type { Configuration } from './reload.ts'
import type { Context, Service, Started } from './service.ts'
import type { ServiceClient } from './service-client.ts'

export type HostOptions = {
  readonly services: readonly Service[]
  readonly configuration: Configuration
  /** Absolute. */
  readonly data: string
  readonly log: Log
  readonly clock: Clock
  /** The one that the log goes through. */
  readonly redactor?: Redactor
  readonly admin_key?: string | undefined
  /** Of what is encrypted; left out: in the data folder. */
  readonly key_file?: string | undefined
  /** Tests put a hostile bus between outbox and inbox. */
  readonly carry?: (listener: Listener) => Listener
  /** Tests look at what the services ask their stores. */
  readonly wrapStore?: (service: string, store: Store) => Store
  readonly checkAnswers?: boolean
  /** Of a service that answers, and does nothing by itself. */
  readonly isIdle?: (service: string) => boolean
  /** Left out: nobody outside is answered until `listen` is called. */
  readonly listen?: Address
  /** Ends a start that waits for the database. */
  readonly signal?: AbortSignal
}

export type Running = {
  readonly service: Service
  readonly store: Store
  readonly started: Started
  readonly relays: Relay[]
  readonly inbox: Inbox
  readonly metrics: Metrics
  readonly jobs: Jobs
  readonly schedules: RunningSchedule[]
}

export type Ending = { readonly ending: AsyncDisposableStack }
export type Workers = Pick<Context, 'workers'>
type Kept = {
  readonly storage: Storage
  readonly keys: KeyFile
  readonly missing: MissingSecrets
  readonly health: HealthBoard
}
type Starting = HostOptions & Workers & Ending & Kept & Pick<Context, 'runtime' | 'redactor'>

export async function startService(
  service: Service,
  serviceClient: ServiceClient,
  options: Starting,
): Promise<Running> {
  const { configuration, data, clock, ending, keys, storage } = options
  const log = options.log.child({ service: service.name })
  const { unreadable, ...opened } = await openServiceStore({ service, keys, data, storage, clock, log })
  const store = options.wrapStore?.(service.name, opened.store) ?? opened.store
  ending.defer(() => store.close())
  options.missing.note(service, store, unreadable)
  options.health.watch.add(service.name, store)
  const shared = service.instances === 'many'
  const jobs = ending.adopt(new Jobs({ store, clock, log, shared }), running => running.stop())
  const relays: Relay[] = []
  const metrics = new Metrics()
  const write = outbox(service.name, store, clock, { check: options.checkAnswers ? requireSchema : undefined })
  const started: Started = await service.start({
    config: configuration.values.get(service.name) as Record<string, unknown>,
    settings: configuration.settings,
    store,
    publish: async (...facts) => {
      await write(...facts)
      if (facts.length > 0) store.afterCommit(() => relays.forEach(wake))
    },
    call: serviceClient.from(service.name, store),
    jobs,
    log,
    clock,
    metrics,
    network: policyOf(configuration),
    redactor: options.redactor,
    workers: options.workers,
    listens_at: options.listen && options.listen.port > 0 ? urlOf(options.listen) : null,
    data_directory: data,
    base_directory: configuration.base_directory,
    placeOf: configuration.placeOf,
    runtime: options.runtime,
    storage: options.health.watch,
  })
  options.health.add(service.name, started.health)
  options.health.watch.follow(service.name, () => started.behind?.() === true || relays.some(relay => relay.isBusy))
  return {
    service,
    store,
    started,
    relays,
    metrics,
    jobs,
    schedules: [],
    inbox: openInbox(service.name, store, started.reacts ?? [], clock),
  }
}

const wake = (relay: Relay): void => relay.wake()
