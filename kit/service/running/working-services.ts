import type { ClusterKey } from '../../http-client/peer-http.ts'
import type { Listener } from '../../messaging/listener.ts'
import { localListeners, peerListeners } from '../../messaging/listeners.ts'
import { Relay } from '../../messaging/relay.ts'
import { startSchedules } from '../../schedule/start-schedules.ts'
import type { HostOptions, Running } from '../start-service.ts'

type Surroundings = Pick<HostOptions, 'services' | 'configuration' | 'carry' | 'clock' | 'log'>

/** The services of this process that work: each hears the others and does by itself what it does again and again. */
export class WorkingServices {
  readonly #surroundings: Surroundings
  readonly #working: Running[] = []
  readonly #listeners: Listener[]
  /** Grows with them, for who goes through it again and again. */
  readonly #names: string[]

  constructor(surroundings: Surroundings, key: ClusterKey) {
    this.#surroundings = surroundings
    this.#listeners = peerListeners(surroundings.configuration.settings, surroundings.services, key)
    this.#names = this.#listeners.map(({ name }) => name)
  }

  /** Those that joined before hear and are heard, too. What is begun here ends with `ending`. */
  async join(joining: readonly Running[], ending: AsyncDisposableStack): Promise<void> {
    const added = localListeners(joining.map(({ inbox }) => inbox))
    for (const one of this.#working) this.#relay(one, added, ending)
    this.#listeners.push(...added)
    this.#names.push(...added.map(({ name }) => name))
    for (const one of joining) this.#relay(one, this.#listeners, ending)
    for (const one of joining) ending.defer(() => one.started.stop?.())
    for (const one of joining)
      one.schedules.push(...startSchedules(one, this.#names, { ...this.#surroundings, ending }))
    this.#working.push(...joining)
  }

  #relay({ relays, store, service }: Running, listeners: readonly Listener[], ending: AsyncDisposableStack): void {
    const { carry, clock, log } = this.#surroundings
    for (const listener of listeners) {
      const relay = new Relay(store, carry?.(listener) ?? listener, {
        clock,
        log: log.child({ service: service.name }),
      })
      relays.push(ending.adopt(relay, running => running.stop()))
    }
  }
}

/** In the order of the list: what one makes ready another may need. */
export async function beginWork(running: readonly Running[]): Promise<void> {
  for (const { started, jobs } of running) {
    await started.onReady?.()
    jobs.begin()
  }
}
