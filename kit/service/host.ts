import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { adminKey } from '../auth/auth.ts'
import { clientIp } from '../auth/client-ip.ts'
import { finishRestore } from '../backup/restore-folder.ts'
import { requireClusterKey } from '../config/schema/settings-rules.ts'
import { HealthBoard } from '../health/health-board.ts'
import { exemptOf } from '../http/connection-limits.ts'
import { mount } from '../http/mount.ts'
import { createHttp } from '../http/server.ts'
import type { Address } from '../http-client/host-address.ts'
import { type ClusterKey, clusterKey } from '../http-client/peer-http.ts'
import { Redactor } from '../http-client/redact.ts'
import type { Inbox } from '../messaging/inbox.ts'
import type { Listener } from '../messaging/listener.ts'
import { localListeners, peerListeners } from '../messaging/listeners.ts'
import { Relay } from '../messaging/relay.ts'
import { RuntimeInfo } from '../runtime/runtime-info.ts'
import { startSchedules } from '../schedule/start-schedules.ts'
import { withMissing } from '../secrets/missing-secrets.ts'
import { openKeysAndTell } from '../secrets/open-keys.ts'
import { protectAndTell } from '../store/data-folder.ts'
import { Storage } from '../store/storage.ts'
import type { Store } from '../store/store.ts'
import { WorkerPool } from '../worker-pool/worker-pool.ts'
import { mountHostRoutes, packageFile } from './host-routes.ts'
import { type Configuration, noteInForce, reload } from './reload.ts'
import type { ConfigProblem, Started } from './service.ts'
import { ServiceClient } from './service-client.ts'
import { type Ending, type HostOptions, type Running, startService, type Workers } from './start-service.ts'

export type Host = {
  readonly app: FastifyInstance
  /** The store of a service that runs here; for the command line and for tests. */
  store(service: string): Store
  services(): readonly Started[]
  inbox(service: string): Inbox
  /** Where it listens, when it was told to from the start. */
  readonly address: string | null
  listen(at: Address): Promise<string>
  /** Everything wrong with it, or an empty list when it is in force. */
  reload(configuration: Configuration): Promise<readonly ConfigProblem[]>
  /** A file was saved that cannot be in force. */
  refused(mistakes: readonly string[]): void
  /** Settles when its data is no longer its own, or not what it left, and says why: it must be stopped. */
  readonly lost: Promise<string>
  stop(): Promise<void>
}

/** Starts services in one process: opens their data, mounts what they serve, carries what they say. */
export async function startHost(options: HostOptions): Promise<Host> {
  // What was begun is ended in the opposite order, also when the start itself fails halfway.
  const ending = new AsyncDisposableStack()
  try {
    return await start({ ...options, workers: ending.use(new WorkerPool(options.clock)) }, ending)
  } catch (thrown) {
    await ending.disposeAsync()
    throw thrown
  }
}

async function start(options: HostOptions & Workers, ending: AsyncDisposableStack): Promise<Host> {
  const { services, configuration, log } = options
  const { settings } = configuration
  const names = new Set(services.map(service => service.name))
  requireClusterKey(settings)
  protectAndTell(options.data, log)
  const lost = Promise.withResolvers<string>()
  const storage = await claimedStorage(options, lost.resolve, ending)
  finishRestore(options.data)
  const keys = await openKeysAndTell(options, log)
  const app = createHttp(log.child({ service: 'http' }), { isExempt: exemptOf(settings.network.trusted_proxies) })
  const key = clusterKey(settings.cluster_key)
  const addressOf = clientIp(settings.network.trusted_proxies, address =>
    log.warn({ address }, 'its X-Forwarded-For is not believed; a proxy is named under network.trusted_proxies'),
  )
  const serviceClient = new ServiceClient({ app, local: names, peers: settings.peers, key, addressOf })
  const version: string = JSON.parse(readFileSync(packageFile, 'utf8')).version
  const record = new RuntimeInfo({ version, services: [...names] }, configuration, options.clock.now())
  const health = ending.adopt(new HealthBoard({ ...options, peers: settings.peers, key }), board => board.stop())
  const shared = {
    ...options,
    ending,
    storage,
    keys,
    health,
    redactor: informed(options),
    ...withMissing(record.facts, log),
  }
  const running = await Promise.all(services.map(service => startService(service, serviceClient, shared)))
  const known = running.flatMap(({ started }) => started.authenticates ?? [])
  const authenticators = [
    serviceClient.authenticator,
    key.authenticator,
    adminKey({ data: options.data, given: options.admin_key, log, signIn: known.length > 0 }),
    ...known,
  ]
  const byName = new Map(running.map(one => [one.service.name, one]))

  const http = { authenticators, addressOf, checkAnswers: options.checkAnswers ?? false }
  const around: typeof serviceClient.around = (...asked) => storage.whileThere(() => serviceClient.around(...asked))
  mountAll(app, running, { ...http, around })
  mountHostRoutes(app, {
    version,
    running,
    health,
    http,
    house: { public_url: settings.public_url, runsFunctions: names.has('functions') },
  })
  await app.ready()
  // Before the work begins: what there is to do at once, with thousands of services, must not keep people waiting.
  const address = options.listen ? await app.listen(options.listen) : null

  const working = running.filter(({ service }) => !options.isIdle?.(service.name))
  startWork(working, key, { ...options, ending })
  ending.defer(() => app.close())
  await begin(working)
  health.ready()

  return {
    app,
    store: name => required(byName, name).store,
    services: () => running.map(one => one.started),
    inbox: name => required(byName, name).inbox,
    address,
    listen: at => app.listen(at),
    reload: next => reload(running, next, () => noteInForce(record, next, shared)),
    refused: mistakes => record.refuse(mistakes, options.clock.now()),
    lost: lost.promise,
    stop: () => {
      storage.stopping()
      return ending.disposeAsync()
    },
  }
}

async function begin(running: readonly Running[]): Promise<void> {
  for (const { started, jobs } of running) {
    await started.onReady?.()
    jobs.begin()
  }
}

function informed({ redactor = new Redactor(), configuration }: HostOptions): Redactor {
  redactor.know('configuration', configuration.secrets ?? [])
  return redactor
}

async function claimedStorage(
  { data, configuration, log, clock, signal, services }: HostOptions,
  lost: (reason: string) => void,
  ending: AsyncDisposableStack,
): Promise<Storage> {
  const { url } = configuration.settings.store
  const storage = ending.adopt(await Storage.open({ data, url, clock, log, signal, lost }), opened => opened.close())
  await storage.claimSoon(services.map(({ name, instances = 'one' }) => ({ service: name, instances })))
  return storage
}

function mountAll(app: FastifyInstance, running: readonly Running[], options: Parameters<typeof mount>[2]): void {
  const owners = new Map<string, string>()
  for (const { service, started } of running) {
    for (const served of started.serves ?? []) {
      const owner = owners.get(served.operation.name)
      if (owner) throw new Error(`${served.operation.name} has two owners: ${owner} and ${service.name}`)
      owners.set(served.operation.name, service.name)
      mount(app, served, options)
    }
  }
}

function relayTo(listener: Listener, { store, service }: Running, { carry, clock, log }: HostOptions): Relay {
  return new Relay(store, carry ? carry(listener) : listener, { clock, log: log.child({ service: service.name }) })
}

function startWork(running: readonly Running[], key: ClusterKey, options: HostOptions & Ending): void {
  const { ending, configuration, services } = options
  const listeners = [
    ...localListeners(running.map(one => one.inbox)),
    ...peerListeners(configuration.settings, services, key),
  ]
  for (const one of running) {
    one.relays.push(...listeners.map(listener => ending.adopt(relayTo(listener, one, options), relay => relay.stop())))
  }
  for (const one of running) ending.defer(() => one.started.stop?.())
  const names = listeners.map(listener => listener.name)
  for (const one of running) one.schedules.push(...startSchedules(one, names, options))
}

function required<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const value = map.get(name)
  if (!value) throw new Error(`service ${name} does not run in this process (${[...map.keys()].join(', ')})`)
  return value
}
