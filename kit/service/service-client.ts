import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Authenticator } from '../auth/auth.ts'
import type { Caller } from '../auth/caller.ts'
import type { ClientIp } from '../auth/client-ip.ts'
import { answerOf, type ClusterKey, callPeer, serviceCaller, typed } from '../http-client/peer-http.ts'
import { noteBlock } from '../runtime/heap-tuning.ts'
import type { Store } from '../store/store.ts'
import type { Operation } from './operation.ts'
import { unavailable } from './refusals.ts'
import type { Call } from './service.ts'

type Around = {
  readonly depth: number
  readonly caller: Caller
  readonly request: FastifyRequest
}

export type CallerOptions = {
  readonly app: FastifyInstance
  readonly local: ReadonlySet<string>
  readonly peers: Readonly<Record<string, string>>
  readonly key: ClusterKey
  readonly addressOf: ClientIp
}

/** Calls between services: the same validation and the same JSON, whether the owner is here or in another process. */
export class ServiceClient {
  readonly #options: CallerOptions
  readonly #around = new AsyncLocalStorage<Around>()
  // In this process a random word stands for the signature: nobody outside can know it.
  readonly #word = randomBytes(24).toString('hex')

  constructor(options: CallerOptions) {
    this.#options = options
  }

  /** `call` as one service has it: never inside its transactions, never as part of answering another call. */
  from(service: string, store: Store): Call {
    return (async (operation: Operation, input: { params?: object; query?: object; body?: unknown }) => {
      if (store.inTransaction()) throw new Error(`${service} calls ${operation.name} inside a transaction`)
      const around = this.#around.getStore()
      if (around && around.depth >= 1) {
        throw new Error(`${service} calls ${operation.name} while it answers a call: calls are one deep`)
      }
      const caller = around ? this.#askerOf(around) : serviceCaller(service)
      const path = pathOf(operation, input)
      const headers = {
        'x-vigie-depth': '1',
        'x-vigie-trace': traceOf(around?.request) ?? randomBytes(8).toString('hex'),
      }
      if (this.#options.local.has(operation.service)) {
        return this.#inject(operation, { path, body: input.body, headers, caller })
      }
      const address = this.#options.peers[operation.service]
      if (!address) {
        throw unavailable('kit.no-such-peer', { service: operation.service })
      }
      const authorization = `Bearer ${await this.#options.key.sign(caller)}`
      return callPeer({
        address,
        method: operation.method,
        path,
        body: input.body,
        headers: { ...headers, authorization },
      })
    }) as Call
  }

  /** Keeps, while a request is handled, who asked and how deep the calls already are. */
  readonly around = <T>(request: FastifyRequest, caller: Caller, run: () => Promise<T>): Promise<T> => {
    const inside = caller.kind === 'service' || this.#isLocal(request.headers['x-vigie-word'])
    const depth = inside ? Number(request.headers['x-vigie-depth'] ?? 0) : 0
    return this.#around.run({ depth, caller, request }, run)
  }

  /** Whoever asks us asks others through us, from where it sits. */
  #askerOf({ caller, request }: Around): Caller {
    return caller.kind === 'service' ? caller : { ...caller, ip: caller.ip ?? this.#options.addressOf(request) }
  }

  /** Knows the callers of calls that never left the process. */
  readonly authenticator: Authenticator = token => {
    const [word, caller] = token.split('~', 2)
    if (!word || !caller || !this.#isLocal(word)) return undefined
    return JSON.parse(Buffer.from(caller, 'base64url').toString()) as Caller
  }

  #isLocal(word: unknown): boolean {
    return (
      typeof word === 'string' &&
      word.length === this.#word.length &&
      timingSafeEqual(Buffer.from(word), Buffer.from(this.#word))
    )
  }

  async #inject(
    operation: Operation,
    call: { path: string; body: unknown; headers: Record<string, string>; caller: Caller },
  ) {
    const token = `${this.#word}~${Buffer.from(JSON.stringify(call.caller)).toString('base64url')}`
    const { body } = call
    const sent = body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : body
    const response = await this.#options.app.inject({
      method: operation.method,
      url: call.path,
      headers: { ...call.headers, ...typed(body), 'x-vigie-word': this.#word, authorization: `Bearer ${token}` },
      ...(sent === undefined ? {} : { payload: sent as object }),
    })
    noteBlock(response.rawPayload.length)
    return answerOf(response.statusCode, response.body)
  }
}

function traceOf(request: FastifyRequest | undefined): string | undefined {
  return request && String(request.headers['x-vigie-trace'] ?? request.id)
}

function pathOf(operation: Operation, { params = {}, query = {} }: { params?: object; query?: object }): string {
  const values = new Map<string, unknown>(Object.entries(params))
  const path = operation.path.replace(/:([a-z_]+)/g, (_all, name: string) =>
    encodeURIComponent(String(values.get(name))),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size > 0 ? `${path}?${search}` : path
}
