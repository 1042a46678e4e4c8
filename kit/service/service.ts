import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Static, TObject, TSchema } from 'typebox'
import type { Authenticator } from '../auth/auth.ts'
import type { Caller } from '../auth/caller.ts'
import type { FileRows } from '../backup/format.ts'
import type { Command } from '../cli/command.ts'
import type { Settings } from '../config/settings.ts'
import type { Finding } from '../health/finding.ts'
import type { StorageView } from '../health/store-watch.ts'
import type { Port } from '../http/port.ts'
import type { OutgoingPolicy } from '../http-client/network.ts'
import type { Redactor } from '../http-client/redact.ts'
import type { JobChange, Jobs } from '../jobs/jobs.ts'
import type { Message } from '../messages/message.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { RuntimeFacts } from '../runtime/runtime-info.ts'
import type { Schedule } from '../schedule/schedule.ts'
import type { MissingSecrets } from '../secrets/missing-secrets.ts'
import type { SecretColumn } from '../secrets/secret-column.ts'
import type { Migrations, Store } from '../store/store.ts'
import type { WorkerPool } from '../worker-pool/worker-pool.ts'
import type { DemoPart } from './demo.ts'
import type { Envelope, EventDefinition, Fact } from './event.ts'
import type { CallInput, Input, Operation, Output } from './operation.ts'

export type Request<Op> = Input<Op> & {
  readonly caller: Caller
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Of an operation with `any_method`: the method, and the path with its query. */
  readonly sent?: { readonly method: string; readonly url: string } | undefined
  /** Address of the peer; only for limits and abuse rules, never stored as it is. */
  readonly ip: string
  /** On a port that asks for one. */
  readonly certificate?: ClientCertificate | undefined
}

/** It was signed by whom the port trusts. */
export type ClientCertificate = {
  /** Its common name. */
  readonly subject: string
  /** SHA-256, hexadecimal in pairs: `AB:CD:…`. */
  readonly fingerprint: string
}

/** An answer that is not plain JSON with the operation's status. */
export class Reply {
  readonly body: string | Buffer | Readable
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  /** `ascii`: whoever made the text knows that there is nothing else in it, and nobody has to encode it. */
  readonly encoding: 'utf8' | 'ascii'
  constructor(
    body: string | Buffer | Readable,
    headers: Record<string, string | string[]>,
    status = 200,
    encoding: Reply['encoding'] = 'utf8',
  ) {
    this.body = body
    this.headers = headers
    this.status = status
    this.encoding = encoding
  }
}

/** By the path as it was sent, without a query. Undefined: none is ready, and the operation makes one. */
export type CachedReplies = (path: string, headers: IncomingHttpHeaders) => Reply | undefined

export type Served = {
  readonly operation: Operation
  readonly handle: (request: Request<Operation>) => unknown
  /** Throws for whoever may not come in although the role is large enough; asked before the body is read. */
  readonly admit?: (asked: Asked<Operation>) => unknown
}

/** A request whose body nobody has read yet. */
export type Asked<Op> = Omit<Request<Op>, 'body'>

export type Reaction = {
  readonly event: EventDefinition
  /** Runs inside a transaction of this service: its effect, what it publishes and "handled" commit together. */
  readonly handle: (event: Envelope) => Promise<void>
  /** It could not be handled, and was given up. */
  readonly whenParked?: () => void
}

/** One wrong or doubtful place of the configuration, as a service's own rules see it. `path` is `['services', 2, 'url']`. */
export type ConfigProblem = {
  readonly path: readonly (string | number)[]
  readonly message: Message
  /** What would be right. */
  readonly hint?: Message | undefined
  readonly severity?: 'error' | 'warning'
}

export type Call = <Op extends Operation>(operation: Op, input: CallInput<Op>) => Promise<Output<Op>>

export type Context<Config = unknown> = {
  readonly config: Config
  readonly settings: Settings
  readonly store: Store
  /** Only inside `store.transaction`: the event leaves when, and only if, the transaction commits. */
  readonly publish: (...facts: Fact[]) => Promise<void>
  readonly call: Call
  /** What has to be done outside once a change has committed; run from the time the service has begun. */
  readonly jobs: Jobs
  readonly log: Log
  readonly clock: Clock
  readonly metrics: Metrics
  readonly network: OutgoingPolicy
  /** What others said goes through it before it is stored, logged or sent. */
  readonly redactor: Redactor
  /** `http://127.0.0.1:3000`, for links when nobody said where people reach us; null: nowhere that is known yet. */
  readonly listens_at: string | null
  /** Absolute; this process may keep files there, each service in names of its own. */
  readonly data_directory: string
  /** Absolute; relative paths of the configuration start here. */
  readonly base_directory: string
  /** Where the file said it: `vigie.yaml:12`, for messages and `owned-by-file` answers. */
  readonly placeOf: (path: readonly (string | number)[]) => string
  /** What runs in this process, and from which file. */
  readonly runtime: () => RuntimeFacts & { readonly missing: Pick<MissingSecrets, 'list'> }
  /** For work that would keep everybody else waiting. */
  readonly workers: Pick<WorkerPool, 'run' | 'parts'>
  /** Who can store, here and in the other processes: for whoever must say what is not known meanwhile. */
  readonly storage: StorageView
}

export type Started<Config = unknown> = {
  readonly serves?: readonly Served[]
  readonly reacts?: readonly Reaction[]
  /** What it does again and again: `every`, `periodically`, `onTime`. */
  readonly schedules?: readonly Schedule[]
  /** The reply that lies ready for a public path, the same for everybody; asked before the operations. */
  readonly cached?: CachedReplies
  /** Opened once it runs; one that cannot be opened is a finding of its health, and stops nothing. */
  readonly ports?: readonly Port[]
  /** Knows some sort of token; asked on every request that carries one. */
  readonly authenticates?: Authenticator
  /** What of it is not well, from what is in memory; that its store fails is known without it. Left out: all is well. */
  readonly health?: () => readonly Finding[]
  /** Whether something that it saw waits in memory to be stored. Left out: it keeps nothing that others know of. */
  readonly behind?: () => boolean
  /** Writes into the audit log what a person did with a dead letter of its queues, in the transaction that does it. */
  readonly recordJobChange?: (caller: Caller, change: JobChange) => Promise<void>
  /** What would be wrong with this configuration; asked of every service before any applies it. */
  checkReload?(config: Config): Promise<readonly ConfigProblem[]> | readonly ConfigProblem[]
  /** The file was saved and is sound. */
  reload?(config: Config, placeOf: Context['placeOf']): Promise<void> | void
  /** Called once everything is mounted and listening. */
  readonly onReady?: () => Promise<void> | void
  /** The last lines that the program prints when it stops. */
  readonly closing?: () => Promise<readonly string[]>
  /** Stop taking work, finish what was begun. */
  readonly stop?: () => Promise<void> | void
}

/** When a service sleeps, and what is said for it meanwhile. It brings no `cached` replies. */
export type Dormancy<Config> = {
  /** The configuration asks for it, so that it runs from the start; so does one that has data from before. */
  isConfigured(config: Config): boolean
  /** What starts it: the first call that may come in. */
  readonly wakes: readonly Operation[]
  /** What else it serves, answered without starting it: that nothing is there. */
  readonly asleep: readonly Served[]
}

export type ServiceDefinition<Config extends TObject = TObject> = {
  readonly name: string
  /** The sections of vigie.yaml this service reads. Several may read one section, each with its own view of it. */
  readonly config?: Config
  /** Rules of the configuration that a schema cannot say. Pure: also used by `vigie validate`. */
  validate?(config: Static<Config>, settings: Settings): readonly ConfigProblem[]
  /** What is wrong with files that the configuration names, for `vigie validate`; a start finds out by itself. */
  validateFiles?(config: Static<Config>, base_directory: string): readonly ConfigProblem[]
  readonly migrations?: Migrations
  /** What it keeps in the data folder beside its tables, for backups. */
  readonly files?: FileRows
  /** Everything in its store is a copy of what other services have: damaged, it is set aside and made again. */
  readonly rebuildable?: boolean
  /** Its columns that hold secrets which must be used again: encrypted, see kit/secrets. */
  readonly secrets?: readonly SecretColumn[]
  /** Runs in every process, whichever services it was started with: each keeps its own copy of who may come in. */
  readonly everywhere?: boolean
  /**
   * Whether several processes may run it on one PostgreSQL, each aware that the others write, too. Left out: one, and a
   * second process is refused.
   */
  readonly instances?: 'one' | 'many'
  /**
   * It sleeps until it is needed: neither its store is opened nor anything loaded that `start` imports when it is called. Left
   * out: it always runs.
   */
  readonly dormant?: Dormancy<Static<Config>>
  /** Its part of the invented past that `vigie demo` shows. */
  readonly demo?: DemoPart
  /** What this service adds to the command line. */
  readonly commands?: readonly Command[]
  start(context: Context<Static<Config>>): Started<Static<Config>> | Promise<Started<Static<Config>>>
}

/** A service with its configuration type forgotten, so that `main.ts` can list them all. */
export type Service = ServiceDefinition

export function defineService<Config extends TObject>(definition: ServiceDefinition<Config>): Service {
  return definition
}

export function serve<Op extends Operation>(
  operation: Op,
  handle: (request: Request<Op>) => Output<Op> | Reply | Promise<Output<Op> | Reply>,
  admit?: (asked: Asked<Op>) => void | Promise<void>,
): Served {
  const admitting = admit ? { admit: admit as NonNullable<Served['admit']> } : {}
  return { operation, handle: handle as Served['handle'], ...admitting }
}

export function react<Data extends TSchema>(
  event: EventDefinition<Data>,
  handle: (event: Envelope<Static<Data>>) => Promise<void>,
): Reaction {
  return { event, handle: handle as Reaction['handle'] }
}
