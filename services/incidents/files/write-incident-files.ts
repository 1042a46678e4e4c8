import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { IncidentStore, Ranked } from '../lifecycle/incident-store.ts'
import { fileContent, fileName } from './incident-file.ts'
import { type DueFile, IncidentFileStore } from './incident-file-store.ts'

export type IncidentFiles = {
  /** Something was committed that the files do not show yet. */
  wake(): void
  /** Writes what is due before it answers, as far as that can be done now. */
  stop(): Promise<void>
}

type Deps = {
  readonly store: Store
  readonly incidents: IncidentStore
  readonly directory: string
  readonly clock: Clock
  readonly log: Log
}

const portion = 50
const retryMs = 5_000

/**
 * Keeps one JSON file per incident current. It follows what is committed and remembers beside each incident which
 * revision its file has, so after a crash it goes on where it was; incidents themselves never wait for it.
 */
export function keepFilesCurrent({ store, incidents, directory, clock, log }: Deps): IncidentFiles {
  const files = new IncidentFileStore(store)
  let running: Promise<void> | undefined
  let woken = false
  let stopped = false
  let failing = false
  let retry: Timer | undefined

  const writeDue = async (): Promise<unknown> => {
    let failure: unknown
    let after = ''
    for (let due = await files.due(portion, after); due.length > 0; due = await files.due(portion, after)) {
      const { written, failed } = await writePortion(directory, due, await incidents.byIds(due.map(({ id }) => id)))
      failure ??= failed
      await store.relaxed(async () => {
        for (const { id, revision, file } of written) await files.written(id, revision, file)
      })
      after = due.at(-1)?.id ?? ''
    }
    return failure
  }

  /** A disk that is full or a database that is away for a while: logged once, and tried again until it works. */
  const writeAll = async (): Promise<void> => {
    const failure = await writeDue().catch(thrown => thrown)
    if (failure && !failing) log.error({ directory, err: failure }, 'incident files cannot be written; trying again')
    if (!failure && failing) log.info({ directory }, 'incident files are written again')
    failing = Boolean(failure)
  }

  const run = async (): Promise<void> => {
    do {
      woken = false
      await writeAll()
    } while (woken && !failing)
  }

  const start = (): void => {
    retry?.cancel()
    woken = true
    if (stopped) return
    running ??= run().finally(() => {
      running = undefined
      if (failing && !stopped) retry = clock.after(retryMs, start)
    })
  }
  return {
    // What fails is tried again at its time, not at every change.
    wake: () => (failing ? undefined : start()),
    stop: async () => {
      stopped = true
      retry?.cancel()
      await running
      await writeAll()
    },
  }
}

type Written = { readonly id: string; readonly revision: number; readonly file: Ranked }

async function writePortion(directory: string, due: readonly DueFile[], incidents: readonly Incident[]) {
  const byId = new Map(incidents.map(incident => [incident.id, incident]))
  const written: Written[] = []
  let failed: unknown
  await mkdir(directory, { recursive: true, mode: 0o700 })
  for (const one of due) {
    const incident = byId.get(one.id)
    if (!incident) continue
    try {
      const file = one.written_before ? one.file : await freeName(directory, one)
      await replace(join(directory, fileName(file.stem, file.rank)), fileContent(incident))
      written.push({ id: one.id, revision: incident.revision, file })
    } catch (thrown) {
      failed ??= thrown
    }
  }
  await settle(directory)
  return { written, failed }
}

/** A file of that name from elsewhere (an older installation, say) is left alone. */
async function freeName(directory: string, { id, file }: DueFile): Promise<Ranked> {
  for (let rank = file.rank; ; rank += 1) {
    const taken = await contentOf(join(directory, fileName(file.stem, rank)))
    if (taken === null || taken.includes(`"id": "${id}"`)) return { stem: file.stem, rank }
  }
}

async function contentOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}

/** Readers see the old file or the new one; not synchronous, because a slow disk must not hold up the checks. */
async function replace(path: string, content: string): Promise<void> {
  const temporary = `${path}.tmp`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, path)
}

/** Makes the names survive a power cut. Windows has no such thing as an open folder. */
async function settle(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
