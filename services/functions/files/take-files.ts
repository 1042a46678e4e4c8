import { stat } from 'node:fs/promises'
import { v7 as uuid } from 'uuid'
import type { InboxFile } from '../../../contracts/functions/files.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { fileArrived, reactingOf } from '../events/reactions.ts'
import type { Functions } from '../runners/functions.ts'
import { derivedRunId } from '../runs/run-id.ts'
import { inputOf } from '../runs/run-input.ts'
import type { RunStore } from '../runs/run-store.ts'
import type { Runs } from '../runs/runs.ts'
import { handedTo } from './exchange.ts'
import type { FileStore } from './file-store.ts'
import { archiveOf, nothingMade } from './handover.ts'
import { type Inbox, isGone, sha256Of } from './inbox.ts'

export type TakingFiles = {
  readonly store: Store
  readonly files: FileStore
  readonly inbox: Inbox
  readonly functions: Functions
  readonly runs: Runs
  readonly stored: RunStore
  readonly clock: Clock
}

/** Looks at the inbox again and again: claims what is finished, writes it down, and starts whoever waits for files. */
export class TakeFiles {
  readonly #parts: TakingFiles
  #known: ReadonlySet<string> = new Set()

  constructor(parts: TakingFiles) {
    this.#parts = parts
  }

  /** What a process that died had in hand waits again; what waits for a run of its own is left to it. */
  async recover(): Promise<void> {
    const { files, stored, store } = this.#parts
    const left = await files.list({ state: 'processing', limit: 10_000 })
    for (const file of left) {
      const run = file.run_id === null ? undefined : await stored.find(file.run_id)
      if (run?.state === 'waiting' || run?.state === 'running') continue
      await store.transaction(() => this.start(file))
    }
  }

  async look(): Promise<void> {
    const { inbox } = this.#parts
    for (const arrived of await inbox.arrived()) {
      await inbox.claim(arrived, uuid()).catch((thrown: unknown) => {
        // Its participant has taken it back meanwhile.
        if (!isGone(thrown)) throw thrown
      })
    }
    const known = new Set<string>()
    for (const claimed of await inbox.claimed()) {
      if (!this.#known.has(claimed.id)) await this.#adopt(claimed)
      known.add(claimed.id)
    }
    this.#known = known
  }

  /** In a transaction: whoever waits for files gets it. */
  async start(file: InboxFile): Promise<void> {
    const { files, functions, runs, clock } = this.#parts
    await files.change(file.id, ['processing', 'processed', 'held', 'failed', 'waiting'], {
      ...nothingMade,
      state: 'waiting',
      run_id: null,
    })
    for (const { spec } of functions.all()) {
      if (handedTo(spec) !== 'data' || !reactingOf(spec).events.includes(fileArrived)) continue
      const { id, participant } = file
      await runs.accept({
        id: derivedRunId(clock.now(), `${spec.name} ${id}`),
        function: spec.name,
        trigger: 'file',
        input: inputOf('', { 'x-vigie-participant': participant }),
        reference: id,
        correlation_id: id,
        key: `files of ${participant}`,
      })
    }
  }

  async #adopt(claimed: Parameters<Inbox['claimedFile']>[0]): Promise<void> {
    const { files, inbox, store, clock } = this.#parts
    const there = await files.find(claimed.id)
    if (there && !['waiting', 'processing'].includes(there.state)) {
      await inbox.move(claimed, 'processing', archiveOf(there.state))
      return
    }
    if (there) return
    const path = inbox.claimedFile(claimed)
    const { size } = await stat(path)
    const { id, participant, name } = claimed
    const seen = { id, participant, name, sha256: await sha256Of(path), bytes: size, at: iso(clock.now()) }
    const isDuplicate = await store.transaction(async () => {
      const known = await files.isKnown(seen)
      const file: InboxFile = { ...seen, ...nothingMade, run_id: null, state: known ? 'duplicate' : 'waiting' }
      if ((await files.add(file)) && !known) await this.start(file)
      return known
    })
    if (isDuplicate) await inbox.move(claimed, 'processing', 'done')
  }
}
