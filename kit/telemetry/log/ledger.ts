import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** What became of all samples that were ever sent: together they are exactly so many. */
export type Totals = {
  readonly accepted: number
  readonly duplicates: number
  readonly refused: number
  /** Accepted, and then taken by a damaged or missing file of the log. */
  readonly lost: number
}

export const nothingSent: Totals = { accepted: 0, duplicates: 0, refused: 0, lost: 0 }

const slotBytes = 64
const slots = 2

/**
 * The totals, written beside the log after each commit and before it is acknowledged, so that what is missing from the log shows
 * even when the whole of it is gone. Two places by turns: the one that is being written may be torn.
 */
export class Ledger {
  readonly #handle: number
  #turn = 0
  #totals: Totals = nothingSent

  /** The file has its full length from the beginning: what is written over needs no room on the disk. */
  constructor(file: string) {
    const isNew = !existsSync(file)
    this.#handle = openSync(file, isNew ? 'wx+' : 'r+', 0o600)
    if (isNew) {
      writeSync(this.#handle, new Uint8Array(slotBytes * slots), 0, slotBytes * slots, 0)
      fsyncSync(this.#handle)
    }
    const bytes = Buffer.alloc(slotBytes * slots)
    readSync(this.#handle, bytes, 0, bytes.length, 0)
    for (let slot = 0; slot < slots; slot++) this.#take(bytes.subarray(slot * slotBytes, (slot + 1) * slotBytes))
  }

  get totals(): Totals {
    return this.#totals
  }

  /** In the memory of the system when it returns: that outlives this process, and the disk has the log itself. */
  write(totals: Totals): void {
    this.#totals = totals
    this.#turn += 1
    const { accepted, duplicates, refused, lost } = totals
    const slot = Buffer.alloc(slotBytes)
    for (const [index, value] of [this.#turn, accepted, duplicates, refused, lost].entries())
      slot.writeDoubleLE(value, index * 8)
    slot.writeUInt32LE(crc32(slot.subarray(0, 40)), 40)
    writeSync(this.#handle, slot, 0, slotBytes, (this.#turn % slots) * slotBytes)
  }

  close(): void {
    closeSync(this.#handle)
  }

  #take(slot: Buffer): void {
    if (slot.readUInt32LE(40) !== crc32(slot.subarray(0, 40))) return
    const [turn = 0, accepted = 0, duplicates = 0, refused = 0, lost = 0] = [0, 8, 16, 24, 32].map(at =>
      slot.readDoubleLE(at),
    )
    if (turn <= this.#turn) return
    this.#turn = turn
    this.#totals = { accepted, duplicates, refused, lost }
  }
}
