import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isAlive } from '../children.ts'
import type { Vigie } from '../process.ts'
import { type CommitMoment, textOf, variables } from './commit-moment.ts'
import type { Fault } from './fault.ts'

/** Tells of the commits of a program, and makes it die at one of them. */
export type CommitWatch = {
  /** For the program to be started with. */
  readonly environment: Readonly<Record<string, string>>
  /** How many commits of each service there were, over all lives. */
  counts(): ReadonlyMap<string, number>
  /**
   * `kill -9` right before or after the so-many-th commit of a service from then on. Healing it starts the program again,
   * or lets it live when that commit has not come.
   */
  kill(at: Omit<CommitMoment, 'pid'>): Fault
  /** The same for a program that is still to be started. */
  killNext(at: Omit<CommitMoment, 'pid'>): void
  /** Whoever is started lives. */
  spare(): void
  remove(): void
}

const hook = pathToFileURL(join(import.meta.dirname, 'commit-hook.ts')).href

export function watchCommits(): CommitWatch {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-commits-'))
  const [counts, wanted] = [join(folder, 'counts'), join(folder, 'wanted')]
  for (const file of [counts, wanted]) writeFileSync(file, '')
  const lines = () => readFileSync(counts, 'utf8').split('\n').filter(Boolean)
  return {
    environment: { NODE_OPTIONS: `--import=${hook}`, [variables.counts]: counts, [variables.wanted]: wanted },
    counts: () => tally(lines().map(line => line.split(' ')[1] ?? '')),
    kill: ({ service, count, when }) => ({
      name: `killed ${when} commit ${count} of ${service}`,
      cause: null,
      inject: async ({ pid, restart }: Vigie) => {
        const before = lines().filter(line => line === `${pid} ${service}`).length
        writeFileSync(wanted, textOf({ pid, service, count: before + count, when }))
        return async () => {
          writeFileSync(wanted, '')
          if (!isAlive(pid)) await restart()
        }
      },
    }),
    killNext: at => writeFileSync(wanted, textOf({ ...at, pid: 0 })),
    spare: () => writeFileSync(wanted, ''),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const tally = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(names, name => name)].map(([name, all]) => [name, all.length]))
