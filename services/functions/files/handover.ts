import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InboxFile } from '../../../contracts/functions/files.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { RunInput } from '../runs/run-input.ts'
import type { RunResult } from '../runs/run-result.ts'
import type { StoredRun } from '../runs/run-store.ts'
import type { FunctionSpec } from '../stack/stack.ts'
import { type Exchange, exchangeOf, foldersOfRun, hand, handAll, handedTo, removeFoldersOfRun } from './exchange.ts'
import type { FileStore } from './file-store.ts'
import { datedName, type Inbox } from './inbox.ts'
import { participantIn } from './participant.ts'
import { readSummary } from './summary.ts'

export type HandedRun = Pick<StoredRun, 'id' | 'function' | 'trigger' | 'reference' | 'started_at'>

type Parts = {
  readonly store: Store
  readonly files: FileStore
  readonly inbox: Inbox
  /** In the commit of what became of a file. */
  readonly told: (file: InboxFile, became: Made) => Promise<void>
  /** Absolute. */
  readonly data_directory: string
}

type Made = Pick<InboxFile, 'state' | 'rows_in' | 'clean' | 'duplicate' | 'rejected' | 'blank' | 'output' | 'rejects'>

/** Hands files of the inbox to the runs of functions that ask for them, and takes what they make. */
export class Handover {
  readonly #parts: Parts
  /** By run: what it made, until that is committed. */
  readonly #made = new Map<string, Made>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Headers that tell the function where its file lies; none: there is nothing for it. */
  async open(run: HandedRun, spec: FunctionSpec, input: RunInput): Promise<RunInput['headers']> {
    const handed = handedTo(spec)
    if (handed === undefined) return {}
    const participant = participantIn(input)
    const exchange = exchangeOf(this.#parts.data_directory, spec.name)
    return handed === 'depot'
      ? this.#openDepot(run, exchange, participant === undefined ? spec.environment.USER_ID : participant)
      : this.#openFile(run, exchange, participant)
  }

  /** What was made goes to its participant; a success whose rows do not add up is none. */
  async close(run: HandedRun, spec: FunctionSpec, result: RunResult): Promise<RunResult> {
    if (handedTo(spec) === 'depot') await this.#clear(run)
    if (handedTo(spec) !== 'data' || result.state === 'failed') return result
    const file = await this.#parts.files.ofRun(run.id)
    if (!file) return result
    const made = await this.#take(file, join(exchangeOf(this.#parts.data_directory, spec.name).writes, run.id))
    if ('code' in made) return { ...result, state: 'failed', reason: made }
    this.#made.set(run.id, made)
    return result
  }

  /** In the commit of what finally came of the run. */
  async settled(run: HandedRun & Pick<StoredRun, 'state'>): Promise<void> {
    const { files, inbox, store } = this.#parts
    const file = await files.ofRun(run.id)
    if (!file) return
    const made = this.#made.get(run.id) ?? { ...nothingMade, state: 'failed' as const }
    const became = run.state === 'succeeded' ? made : { ...nothingMade, state: 'failed' as const }
    await files.change(file.id, ['processing'], became)
    await this.#parts.told(file, became)
    store.afterCommit(() => {
      this.#made.delete(run.id)
      // What cannot be moved now is moved by the first look after the next start.
      const archived = inbox.move(file, 'processing', archiveOf(became.state)).then(() => this.#clear(run))
      archived.catch(() => undefined)
    })
  }

  async #openDepot(run: HandedRun, exchange: Exchange, participant: string | null | undefined) {
    const folders = await foldersOfRun(exchange, run.id)
    const { inbox } = this.#parts
    const isThere = typeof participant === 'string' && (await inbox.participants()).includes(participant)
    if (isThere) await handAll(inbox.of(participant, 'depot'), folders.reads)
    return {
      ...told(run),
      'x-vigie-input': folders.reads,
      ...(participant ? { 'x-vigie-participant': participant } : {}),
    }
  }

  async #openFile(run: HandedRun, exchange: Exchange, participant: string | null | undefined) {
    const file = await this.#parts.store.transaction(() => this.#reserve(run, participant))
    if (!file) return told(run)
    const folders = await foldersOfRun(exchange, run.id)
    const input = join(folders.reads, file.name)
    await hand(this.#parts.inbox.claimedFile(file), input)
    return {
      ...told(run),
      'x-vigie-input': input,
      'x-vigie-output': folders.writes,
      'x-vigie-participant': file.participant,
    }
  }

  /** The one that an earlier attempt had, the one that started the run, or the oldest that waits. */
  async #reserve(run: HandedRun, participant: string | null | undefined): Promise<InboxFile | undefined> {
    const { files } = this.#parts
    const mine = await files.ofRun(run.id)
    if (mine) return mine
    const isItsOwn = run.trigger === 'file' && run.reference !== null
    const file = isItsOwn
      ? await files.find(run.reference ?? '')
      : participant === null
        ? undefined
        : await files.next(participant)
    if (file === undefined) return undefined
    const isMine = await files.change(file.id, ['waiting'], { state: 'processing', run_id: run.id })
    return isMine ? file : undefined
  }

  async #take(file: InboxFile, folder: string): Promise<Made | Message> {
    const { inbox } = this.#parts
    const text = await readFile(join(folder, 'summary.json'), 'utf8').catch(() => undefined)
    const summary = text === undefined ? undefined : readSummary(text)
    if (!summary) return say('functions.file.no-summary')
    const { held, ...counts } = summary
    const { rows_in, clean, duplicate, rejected, blank } = counts
    const sum = clean + duplicate + rejected + blank
    if (rows_in !== sum) return say('functions.file.unaccounted', { rows: rows_in, sum })
    const [output, rejects] = [join(folder, 'output.csv'), join(folder, 'rejects.csv')]
    if (!existsSync(output)) return say('functions.file.no-output')
    const give = (made: string, name: string) => {
      const dated = datedName(name, file)
      if (held) return inbox.give(file.participant, made, { folder: 'held', name: dated })
      return inbox.give(file.participant, made, { folder: 'depot', name: dated, alias: name })
    }
    return {
      ...counts,
      state: held ? 'held' : 'processed',
      output: await give(output, 'output.csv'),
      rejects: existsSync(rejects) ? await give(rejects, 'rejects.csv') : null,
    }
  }

  async #clear(run: HandedRun): Promise<void> {
    await removeFoldersOfRun(exchangeOf(this.#parts.data_directory, run.function), run.id)
  }
}

export const nothingMade = {
  rows_in: null,
  clean: null,
  duplicate: null,
  rejected: null,
  blank: null,
  output: null,
  rejects: null,
} as const

/** Where a file that is done with lies. */
export const archiveOf = (state: InboxFile['state']): string => (state === 'failed' ? 'failed' : 'done')

const told = ({ started_at }: HandedRun) => ({ 'x-vigie-at': started_at })
