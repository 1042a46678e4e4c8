/** One thing that happened, written out once for all who listen. */
export type Entry = {
  /** null: not for everybody. */
  readonly everybody: Buffer | null
  readonly signedIn: Buffer
}

export type Audience = keyof Entry

export type JournalLimits = { readonly entries: number; readonly bytes: number; readonly replayed_bytes: number }

const limits: JournalLimits = { entries: 2_000, bytes: 8_388_608, replayed_bytes: 262_144 }

/** What happened last, in memory: bounded, so that whoever was away for a moment misses nothing. */
export class LiveJournal {
  readonly #life: string
  readonly #limits: JournalLimits
  readonly #entries: Entry[] = []
  #bytes = 0
  #last = 0

  /** `life` tells this run of the program from those before, whose positions mean nothing now. */
  constructor(life: string, wanted: Partial<JournalLimits> = {}) {
    this.#life = life
    this.#limits = { ...limits, ...wanted }
  }

  get position(): string {
    return this.#positionOf(this.#last)
  }

  /** `write` is told the position of what it writes. */
  add(write: (position: string) => Entry): Entry {
    const entry = write(this.#positionOf(this.#last + 1))
    this.#last++
    this.#entries.push(entry)
    this.#bytes += bytesOf(entry)
    while (this.#entries.length > this.#limits.entries || this.#bytes > this.#limits.bytes) {
      const oldest = this.#entries.shift()
      this.#bytes -= oldest ? bytesOf(oldest) : 0
    }
    return entry
  }

  /** What came after a position; null when that is not known, or too much to tell. */
  since(position: string, audience: Audience): readonly Buffer[] | null {
    const [life, number] = position.split('-')
    const after = Number(number)
    if (life !== this.#life || !Number.isInteger(after) || after > this.#last) return null
    const missed = this.#last - after
    if (missed > this.#entries.length) return null
    const told = this.#entries.slice(this.#entries.length - missed).flatMap(entry => entry[audience] ?? [])
    return told.reduce((sum, text) => sum + text.length, 0) > this.#limits.replayed_bytes ? null : told
  }

  #positionOf = (number: number): string => `${this.#life}-${number}`
}

const bytesOf = ({ everybody, signedIn }: Entry): number => signedIn.length + (everybody?.length ?? 0)
