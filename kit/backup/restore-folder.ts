import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { writeFileAtomically } from '../runtime/files.ts'

/**
 * Restored data lies in `data/restore/` until it is whole; the mark `restore/whole` is the instant at which it becomes the
 * data. What was there before is kept in `data/before-restore/`. All inside the folder: it may be a mount of its own.
 */
const mark = 'whole'
const Name = Type.String({ pattern: '^(?!\\.{1,2}$)[^/\\\\\\0]{1,255}$' })
const Names = Type.Object({ staged: Type.Array(Name), old: Type.Array(Name) })
export const keptAside = 'before-restore'

export const stagingFolder = (data: string): string => join(data, 'restore')

export const isRestoreUnfinished = (data: string): boolean =>
  isFolder(stagingFolder(data)) && existsSync(join(stagingFolder(data), mark))

/** A link is none: what is behind it is not ours. */
const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

export function emptyStaging(data: string): string {
  const folder = stagingFolder(data)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

export function dropStaging(data: string): void {
  if (!isRestoreUnfinished(data)) rmSync(stagingFolder(data), { recursive: true, force: true })
}

/** Databases of every service, what belongs to them, and what is made from them. */
const isState = (name: string): boolean => /\.(db(-wal|-shm)?|telemetry)$/.test(name) || name === 'public'

export function hasData(data: string): boolean {
  return existsSync(data) && readdirSync(data).some(name => name.endsWith('.db'))
}

/** From here on the restored data counts, whatever happens; `finishRestore` puts it in its place. */
export function commitRestore(data: string): void {
  const staged = readdirSync(stagingFolder(data))
  const old = readdirSync(data).filter(name => isState(name) || staged.includes(name))
  rmSync(join(data, keptAside), { recursive: true, force: true })
  writeFileAtomically(join(stagingFolder(data), mark), JSON.stringify({ staged, old }))
  finishRestore(data)
}

/** Also when the process ended halfway: each step that was done is left out. Before a service opens its data. */
export function finishRestore(data: string): void {
  if (!isRestoreUnfinished(data)) return
  const folder = stagingFolder(data)
  const aside = join(data, keptAside)
  const { staged, old } = Value.Parse(Names, JSON.parse(readFileSync(join(folder, mark), 'utf8')))
  if (!isFolder(aside)) rmSync(aside, { force: true })
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  for (const name of old) {
    // What is no longer staged has taken its place already.
    const replaced = staged.includes(name) && !existsSync(join(folder, name))
    if (!replaced && existsSync(join(data, name))) renameSync(join(data, name), join(aside, name))
  }
  for (const name of staged) if (existsSync(join(folder, name))) renameSync(join(folder, name), join(data, name))
  rmSync(folder, { recursive: true, force: true })
  if (old.length === 0) rmSync(aside, { recursive: true, force: true })
}
