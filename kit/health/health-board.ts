import type { ClusterKey } from '../http-client/peer-http.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { diskReader } from './disk-space.ts'
import type { Finding } from './finding.ts'
import { PeerWatch } from './peer-watch.ts'
import { type ProcessHealth, readHealth } from './service-health.ts'
import { StoreWatch } from './store-watch.ts'

export type BoardParts = {
  /** Absolute. */
  readonly data: string
  readonly peers: Readonly<Record<string, string>>
  readonly key: ClusterKey
  readonly clock: Clock
  readonly log: Log
}

/** How this process is: its stores as they tell, everything else when somebody asks. */
export class HealthBoard {
  readonly watch: StoreWatch
  readonly read: () => ProcessHealth
  readonly #checks = new Map<string, () => readonly Finding[]>()
  readonly #peers: PeerWatch
  #ready = false

  constructor({ data, peers, key, clock, log }: BoardParts) {
    this.watch = new StoreWatch({ clock, log })
    this.#peers = new PeerWatch({ peers, key, watch: this.watch, clock })
    const parts = { watch: this.watch, checks: this.#checks, data, disk: diskReader(data, clock), clock }
    this.read = () => readHealth({ ...parts, isReady: this.isReady })
  }

  /** What a service says of itself. */
  add(service: string, check: () => readonly Finding[] = () => []): void {
    this.#checks.set(service, check)
  }

  readonly isReady = (): boolean => this.#ready

  /** Everything has begun. */
  ready(): void {
    this.#ready = true
  }

  stop(): void {
    this.watch.stop()
    this.#peers.stop()
  }
}
