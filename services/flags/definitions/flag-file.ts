import { basename, resolve } from 'node:path'
import { inEnglish, say } from '../../../contracts/messages/words.ts'
import { watchFile } from '../../../kit/config/watch.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { invalid } from '../../../kit/service/errors.ts'
import type { ConfigProblem } from '../../../kit/service/service.ts'
import { type Deps as ChangeDeps, changeEnvironment } from '../environments/change-environment.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import { blankContent, contentOf, defaultEnvironment, type StoredEnvironment } from './flag.ts'
import type { FlagChanges } from './flag-changes.ts'
import { type FileProblem, type FlagFileReading, placed, type ReadFlags, readFlagFile } from './read-flag-file.ts'

type Deps = ChangeDeps & { readonly log: Log }

/** `flags.file`: definitions of the default project in production that only the file may change. */
export class FlagFile {
  readonly #deps: Deps
  readonly #base: string
  #file: string | undefined
  #watch: { stop(): void } | undefined
  #applying: Promise<void> = Promise.resolve()
  /** What is wrong with the file as it is saved now; the flags of before stay in force. */
  problems: readonly FileProblem[] = []

  constructor(deps: Deps, base: string) {
    this.#deps = deps
    this.#base = base
  }

  check(file: string | undefined): ConfigProblem[] {
    if (file === undefined) return []
    const reading = readFlagFile(resolve(this.#base, file))
    return this.#problemsOf(reading).map(problem => ({
      path: ['flags', 'file'],
      message: placed(file, problem),
    }))
  }

  /** Takes the file over and follows it. Throws when it cannot be used and nothing is in force yet. */
  async follow(file: string | undefined): Promise<void> {
    this.stop()
    this.#file = file === undefined ? undefined : resolve(this.#base, file)
    if (this.#file !== undefined) {
      const watched = this.#file
      this.#watch = watchFile({
        file: watched,
        clock: this.#deps.clock,
        settle_ms: 100,
        poll_ms: 500,
        saved: () => {
          this.#applying = this.#applying.then(() => this.#saved(watched))
        },
      })
    }
    const problems = await this.#apply()
    if (problems.length > 0)
      throw invalid('flags.file-invalid', problems.map(problem => this.#said(problem)).join('\n'))
  }

  stop(): void {
    this.#watch?.stop()
    this.#watch = undefined
  }

  async #saved(file: string): Promise<void> {
    if (file !== this.#file) return
    const { log } = this.#deps
    try {
      const problems = await this.#apply()
      for (const problem of problems) log.error({ problem: this.#said(problem) }, 'the file of flags is not used')
      if (problems.length === 0) log.info({ file }, 'the file of flags is in force')
    } catch (thrown) {
      log.error({ err: thrown, file }, 'the file of flags could not be taken over')
    }
  }

  async #apply(): Promise<readonly FileProblem[]> {
    const reading = this.#file === undefined ? noFile : readFlagFile(this.#file)
    const problems = this.#problemsOf(reading)
    this.problems = problems
    const { read } = reading
    if (problems.length > 0 || !read) return problems
    for (const doubt of reading.problems) this.#deps.log.warn({ problem: this.#said(doubt) }, 'a flag will fail')
    const name = basename(this.#file ?? 'flags')
    const by = { actor: { id: 'file', kind: 'file', name }, action: 'file' }
    await changeEnvironment(this.#deps, defaultEnvironment, by, now => editsOf(now, read, name))
    return []
  }

  #said(problem: FileProblem): string {
    return inEnglish(placed(basename(this.#file ?? 'flags'), problem))
  }

  #problemsOf({ read, problems }: FlagFileReading): readonly FileProblem[] {
    const errors = problems.filter(({ severity }) => severity === 'error')
    if (!read || errors.length > 0) return errors
    const flags = this.#deps.cache.get(defaultEnvironment)?.flags
    return [...read.document.flags.keys()].flatMap(key => {
      const known = flags?.get(key)
      if (!known || known.origin === 'file') return []
      return [{ line: read.lineOfFlag(key), message: say('flag.owned-by-api', { key }), severity: 'error' as const }]
    })
  }
}

const noFile: FlagFileReading = {
  read: {
    document: { flags: new Map(), segments: new Map(), metadata: undefined, extra: {} },
    lineOfFlag: () => undefined,
    lineOfSegment: () => undefined,
  },
  problems: [],
}

/** What Vigie keeps beside a definition stays when only the file changes. */
function editsOf(
  now: LoadedEnvironment,
  { document, lineOfFlag, lineOfSegment }: ReadFlags,
  name: string,
): FlagChanges {
  const flags = new Map<string, NonNullable<ReturnType<NonNullable<FlagChanges['flags']>['get']>> | null>()
  for (const [key, { origin }] of now.flags) if (origin === 'file' && !document.flags.has(key)) flags.set(key, null)
  for (const [key, definition] of document.flags) {
    const before = now.flags.get(key)
    const content = before ? contentOf(before) : blankContent
    flags.set(key, { ...content, definition, origin: 'file', place: `${name}:${lineOfFlag(key) ?? 1}` })
  }
  const segments = new Map<string, { rule: unknown; origin: 'file'; place: string } | null>()
  for (const [key, { origin }] of now.segments)
    if (origin === 'file' && !document.segments.has(key)) segments.set(key, null)
  for (const [key, rule] of document.segments) {
    segments.set(key, { rule, origin: 'file', place: `${name}:${lineOfSegment(key) ?? 1}` })
  }
  const owns = document.flags.size > 0 || [...now.flags.values()].some(({ origin }) => origin === 'file')
  const metadata = (document.metadata as StoredEnvironment['metadata']) ?? null
  const extra = Object.keys(document.extra).length > 0 ? document.extra : null
  const same = JSON.stringify([metadata, extra]) === JSON.stringify([now.environment.metadata, now.environment.extra])
  return { flags, segments, ...(owns && !same ? { environment: { metadata, extra } } : {}) }
}
