import { AsyncLocalStorage } from 'node:async_hooks'
import type { Operation } from '../operation.ts'
import { unavailable } from '../refusals.ts'
import type { Served, Service } from '../service.ts'
import type { Running } from '../start-service.ts'

/** Starts a service beside those that run, all of it owned by `ending`. */
export type StartLater = (service: Service, ending: AsyncDisposableStack) => Promise<Running>

/** Whoever asks first starts it for all: it is none of this one request's. */
const outside = AsyncLocalStorage.snapshot()

/** A service of this process that nobody has needed yet: what it serves is answered for it, or starts it. */
export class DormantService {
  readonly service: Service
  readonly serves: readonly Served[]
  readonly #start: StartLater
  readonly #ending: AsyncDisposableStack
  #running: Promise<Running> | undefined

  constructor(service: Service, start: StartLater, ending: AsyncDisposableStack) {
    this.service = service
    this.#start = start
    this.#ending = ending
    const { asleep, wakes } = service.dormant ?? { asleep: [], wakes: [] }
    this.serves = [
      ...asleep.map(served => this.#forward(served.operation, async () => served)),
      ...wakes.map(operation => this.#forward(operation, () => this.#awake(operation))),
    ]
  }

  /** Once, whoever else asks meanwhile; tried again by the next one when it failed. */
  wake(): Promise<Running> {
    this.#running ??= outside(() => this.#begin()).catch(thrown => {
      this.#running = undefined
      throw thrown
    })
    return this.#running
  }

  async #begin(): Promise<Running> {
    await using begun = new AsyncDisposableStack()
    const running = await this.#start(this.service, begun)
    // Nobody would end what is handed over to a program that has ended meanwhile.
    if (this.#ending.disposed) throw unavailable('kit.stopping')
    this.#ending.use(begun.move())
    return running
  }

  /** `meanwhile` answers as long as it sleeps. */
  #forward(operation: Operation, meanwhile: () => Promise<Served>): Served {
    const serving = () => (this.#running ? this.#awake(operation) : meanwhile())
    return {
      operation,
      admit: async asked => (await serving()).admit?.(asked),
      handle: async request => (await serving()).handle(request),
    }
  }

  async #awake(operation: Operation): Promise<Served> {
    const { started } = await this.wake()
    const served = started.serves?.find(one => one.operation.name === operation.name)
    if (served) return served
    throw new Error(`${this.service.name} does not serve ${operation.name}, which is to wake it`)
  }
}
