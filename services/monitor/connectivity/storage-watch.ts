import { type DiskReader, isLow, lowMessage } from '../../../kit/health/disk-space.ts'
import type { StorageOutage, StorageView } from '../../../kit/health/store-watch.ts'
import type { Timer } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { StateChange, StateWriter } from '../evaluation/state-writer.ts'
import type { SelfSignal } from './self-signal.ts'

export type Deps = Pick<Context, 'clock' | 'data_directory'> & {
  readonly storage: Pick<StorageView, 'outage' | 'onChange'>
  readonly disk: DiskReader
  readonly selfSignal: SelfSignal
  readonly stateWriter: StateWriter
}

/** What a service down the line cannot store is known to nobody: the way of an outage from the check to people. */
export const storageChain = ['monitor', 'incidents', 'communications'] as const
/** A database that restarts, or a file that is copied, is no news yet. */
export const storagePatienceMs = 5_000

/** Publishes that results cannot be stored and, before that, that the disk is nearly full. */
export class StorageWatch {
  readonly #deps: Deps
  readonly #unsubscribe: () => void
  #timer: Timer | undefined
  #low: boolean

  constructor(deps: Deps) {
    this.#deps = deps
    this.#low = deps.selfSignal.has('space')
    this.#unsubscribe = deps.storage.onChange(() => this.#check())
  }

  get outage(): StorageOutage | null {
    return this.#deps.storage.outage(storageChain)
  }

  stop(): void {
    this.#unsubscribe()
    this.#timer?.cancel()
  }

  checkDisk(): void {
    const { disk, data_directory, selfSignal, clock } = this.#deps
    const space = disk()
    if (!space || isLow(space, this.#low) === this.#low) return
    this.#low = !this.#low
    const trouble = this.#low ? { reason: lowMessage(data_directory, space), since: clock.now() } : null
    this.#record(selfSignal.set('space', trouble))
  }

  #check(): void {
    const { selfSignal, clock } = this.#deps
    const { outage } = this
    this.#timer?.cancel()
    this.#timer = undefined
    // What there is room for again is not nearly full any more: else that would be published for a minute. The other way round it
    // would be published of a disk that is full already, when another service is the first to notice.
    if (!outage && this.#low) this.checkDisk()
    const wait = outage ? outage.since + storagePatienceMs - clock.now() : 0
    if (wait > 0) this.#timer = clock.after(wait, () => this.#check())
    else this.#record(selfSignal.set('storage', outage && { reason: outage.reason, since: outage.since }))
  }

  #record(change: StateChange): void {
    if (change.states) void this.#deps.stateWriter.record(change)
  }
}
