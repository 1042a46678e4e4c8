import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { type Authenticator, adminKey } from '../auth/auth.ts'
import { clientIp } from '../auth/client-ip.ts'
import { finishRestore } from '../backup/restore-folder.ts'
import { requireClusterKey } from '../config/schema/settings-rules.ts'
import { HealthBoard } from '../health/health-board.ts'
import { basePath } from '../http/base-path.ts'
import { exemptOf } from '../http/connection-limits.ts'
import { mount } from '../http/mount.ts'
import { createHttp } from '../http/server.ts'
import type { Address } from '../http-client/host-address.ts'
import { type ClusterKey, clusterKey } from '../http-client/peer-http.ts'
import { Redactor } from '../http-client/redact.ts'
import type { Message } from '../messages/message.ts'
import type { Inbox } from '../messaging/inbox.ts'
import { RuntimeInfo } from '../runtime/runtime-info.ts'
import { withMissing } from '../secrets/missing-secrets.ts'
import { openKeysAndTell } from '../secrets/open-keys.ts'
import { protectAndTell } from '../store/data-folder.ts'
import { Storage } from '../store/storage.ts'
import type { Store } from '../store/store.ts'
import { WorkerPool } from '../worker-pool/worker-pool.ts'
import { mountHostRoutes, packageFile } from './host-routes.ts'
import type { Operation } from './operation.ts'
import { type Configuration, noteInForce, reload } from './reload.ts'
import { DormantService, type StartLater } from './running/dormancy.ts'
import { openPorts } from './running/service-ports.ts'
import { beginWork, WorkingServices } from './running/working-services.ts'
import type { ConfigProblem, Served, Service, Started } from './service.ts'
import { ServiceClient } from './service-client.ts'
import { type HostOptions, type Running, startService, type Workers } from './start-service.ts'

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
  refused(mistakes: readonly Message[]): void
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
  const key = clusterKey(settings.cluster_key)
  const { app, addressOf, serviceClient } = openBorder(options, key)
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
  const dormant = await dormantOf(options, storage)
  const awake = services.filter(service => !dormant.includes(service))
  const running = await Promise.all(awake.map(service => startService(service, serviceClient, shared)))
  const authenticators = [serviceClient.authenticator, key.authenticator, ...authenticatorsOf(running, options)]
  const around: typeof serviceClient.around = (...asked) => storage.whileThere(() => serviceClient.around(...asked))
  const http = { authenticators, addressOf, checkAnswers: options.checkAnswers ?? false }
  const border = { ...options, health, http: { ...http, around } }
  const working = new WorkingServices(options, key)
  let inForce = configuration
  const later = new AsyncDisposableStack()
  const startLater: StartLater = async (service, ownEnding) => {
    const one = await startService(service, serviceClient, { ...shared, configuration: inForce, ending: ownEnding })
    authenticators.push(...(one.started.authenticates ? [one.started.authenticates] : []))
    await working.join([one], ownEnding)
    await openPorts([one], border, ownEnding)
    await beginWork([one])
    running.push(one)
    return one
  }
  const sleeping = dormant.map(service => new DormantService(service, startLater, later))

  const operations = mountAll(app, [...running.map(servedBy), ...sleeping], border.http)
  mountHostRoutes(app, {
    version,
    running,
    operations,
    health,
    http,
    house: {
      public_url: settings.public_url,
      // A function may ask from this very machine; while the service sleeps there is none.
      get runsFunctions() {
        return running.some(({ service }) => service.name === 'functions')
      },
    },
    base: basePath(settings.public_url),
  })
  await app.ready()
  // Before the work begins: what there is to do at once, with thousands of services, must not keep people waiting.
  const address = options.listen ? await app.listen(options.listen) : null

  const first = running.filter(({ service }) => !options.isIdle?.(service.name))
  await working.join(first, ending)
  ending.use(later)
  await openPorts(first, border, ending)
  ending.defer(() => app.close())
  await beginWork(first)
  health.ready()

  return {
    app,
    store: name => required(running, name).store,
    services: () => running.map(one => one.started),
    inbox: name => required(running, name).inbox,
    address,
    listen: at => app.listen(at),
    reload: async next => {
      const problems = await reload(running, next, () => noteInForce(record, next, shared))
      if (problems.length > 0) return problems
      inForce = { ...configuration, values: next.values, placeOf: next.placeOf }
      await Promise.all(sleeping.filter(({ service }) => isConfigured(service, next)).map(one => one.wake()))
      return []
    },
    refused: mistakes => record.refuse(mistakes, options.clock.now()),
    lost: lost.promise,
    stop: () => {
      storage.stopping()
      return ending.disposeAsync()
    },
  }
}

const isConfigured = ({ name, dormant }: Service, { values }: Configuration): boolean =>
  dormant?.isConfigured(values.get(name) as Record<string, unknown>) ?? true

function authenticatorsOf(running: readonly Running[], { data, admin_key, log }: HostOptions): Authenticator[] {
  const known = running.flatMap(({ started }) => started.authenticates ?? [])
  return [adminKey({ data, given: admin_key, log, signIn: known.length > 0 }), ...known]
}

/** Those that neither the configuration asks for nor have anything from before. */
async function dormantOf({ services, configuration }: HostOptions, storage: Storage): Promise<readonly Service[]> {
  const unasked = services.filter(service => !isConfigured(service, configuration))
  const isKnown = await Promise.all(unasked.map(({ name }) => storage.has(name)))
  return unasked.filter((_, index) => !isKnown[index])
}

/** Where everything comes in, and how the services here reach others. */
function openBorder({ services, configuration, log }: HostOptions, key: ClusterKey) {
  const { network, peers, public_url } = configuration.settings
  const isExempt = exemptOf(network.trusted_proxies)
  const app = createHttp(log.child({ service: 'http' }), { isExempt, base: basePath(public_url) })
  const addressOf = clientIp(network.trusted_proxies, address =>
    log.warn({ address }, 'its X-Forwarded-For is not believed; a proxy is named under network.trusted_proxies'),
  )
  const local = new Set(services.map(({ name }) => name))
  return { app, addressOf, serviceClient: new ServiceClient({ app, local, peers, key, addressOf }) }
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

type Serving = { readonly service: Service; readonly serves: readonly Served[] }

const servedBy = ({ service, started }: Running): Serving => ({ service, serves: started.serves ?? [] })

/** Answers all that it mounted. */
function mountAll(app: FastifyInstance, all: readonly Serving[], options: Parameters<typeof mount>[2]): Operation[] {
  const owners = new Map<string, string>()
  for (const { service, serves } of all) {
    for (const served of serves) {
      const owner = owners.get(served.operation.name)
      if (owner) throw new Error(`${served.operation.name} has two owners: ${owner} and ${service.name}`)
      owners.set(served.operation.name, service.name)
      mount(app, served, options)
    }
  }
  return all.flatMap(({ serves }) => serves.map(({ operation }) => operation))
}

function required(running: readonly Running[], name: string): Running {
  const found = running.find(({ service }) => service.name === name)
  if (found) return found
  const there = running.map(({ service }) => service.name).join(', ')
  throw new Error(`service ${name} does not run in this process (${there})`)
}
