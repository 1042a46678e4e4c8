import { type DiskReader, diskReader, isLow, lowMessage } from '../../../kit/health/disk-space.ts'
import type { StorageOutage, StorageView } from '../../../kit/health/store-watch.ts'
import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { MonitorConfig } from '../config.ts'
import type { Change, ChangeRecorder } from '../evaluation/state-writer.ts'
import type { LookoutSignal } from './self-signal.ts'

export function watchStorage(
  { storage, data_directory: data, clock }: Context<MonitorConfig>,
  telling: Pick<StorageWatching, 'lookout' | 'recorder'>,
): StorageWatch {
  return new StorageWatch({ ...telling, storage, disk: diskReader(data, clock), data, clock })
}

export type StorageWatching = {
  readonly storage: Pick<StorageView, 'outage' | 'onChange'>
  readonly disk: DiskReader
  readonly data: string
  readonly lookout: LookoutSignal
  readonly recorder: ChangeRecorder
  readonly clock: Clock
}

/** What a service down the line cannot store is known to nobody: the way of an outage from the check to people. */
export const storageChain = ['monitor', 'incidents', 'communications'] as const
/** A database that restarts, or a file that is copied, is no news yet. */
export const storagePatienceMs = 5_000

/** Tells of the lookout itself: that what it sees cannot be stored, and, before that, that its disk is nearly full. */
export class StorageWatch {
  readonly #watching: StorageWatching
  readonly #forget: () => void
  #timer: Timer | undefined
  #low: boolean

  constructor(watching: StorageWatching) {
    this.#watching = watching
    this.#low = watching.lookout.has('space')
    this.#forget = watching.storage.onChange(() => this.#look())
  }

  get outage(): StorageOutage | null {
    return this.#watching.storage.outage(storageChain)
  }

  stop(): void {
    this.#forget()
    this.#timer?.cancel()
  }

  /** Once a minute: one system call. */
  lookAtDisk(): void {
    const { disk, data, lookout, clock } = this.#watching
    const space = disk()
    if (!space || isLow(space, this.#low) === this.#low) return
    this.#low = !this.#low
    const trouble = this.#low ? { reason: lowMessage(data, space), since: clock.now() } : null
    this.#record(lookout.set('space', trouble))
  }

  #look(): void {
    const { lookout, clock } = this.#watching
    const { outage } = this
    this.#timer?.cancel()
    this.#timer = undefined
    // What there is room for again is not nearly full any more: else that would be told for a minute. The other way round it
    // would be told of a disk that is full already, when another service is the first to notice.
    if (!outage && this.#low) this.lookAtDisk()
    const wait = outage ? outage.since + storagePatienceMs - clock.now() : 0
    if (wait > 0) this.#timer = clock.after(wait, () => this.#look())
    else this.#record(lookout.set('storage', outage && { reason: outage.reason, since: outage.since }))
  }

  #record(change: Change): void {
    if (change.states) void this.#watching.recorder.record(change)
  }
}
