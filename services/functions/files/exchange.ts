import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FunctionSpec } from '../stack/stack.ts'

/** What of the inbox a function is handed: a file that waits, or what was produced for a participant. */
export type Handed = 'data' | 'depot'

/** The annotation `vigie.files`. */
export const handedTo = ({ annotations }: Pick<FunctionSpec, 'annotations'>): Handed | undefined => {
  const { 'vigie.files': wanted } = annotations
  return wanted === 'data' || wanted === 'depot' ? wanted : undefined
}

export type Exchange = { readonly reads: string; readonly writes: string }

/** Where a function finds what it is handed, which it cannot change, and where it writes. Absolute. */
export function exchangeOf(data_directory: string, name: string): Exchange {
  const folder = join(data_directory, 'functions', 'exchange', name)
  return { reads: join(folder, 'in'), writes: join(folder, 'out') }
}

/** Folders of one run in both; those of an earlier attempt are gone. */
export async function foldersOfRun(exchange: Exchange, run_id: string): Promise<Exchange> {
  await removeFoldersOfRun(exchange, run_id)
  const folders = { reads: join(exchange.reads, run_id), writes: join(exchange.writes, run_id) }
  for (const folder of [folders.reads, folders.writes]) await mkdir(folder, { recursive: true, mode: 0o700 })
  return folders
}

export async function removeFoldersOfRun({ reads, writes }: Exchange, run_id: string): Promise<void> {
  for (const folder of [reads, writes]) await rm(join(folder, run_id), { recursive: true, force: true })
}

/** The same bytes under another name, which costs nothing on the same disk: what a function reads is mounted for reading alone. */
export async function hand(file: string, to: string): Promise<void> {
  await link(file, to).catch(() => copyFile(file, to))
}

export async function handAll(folder: string, to: string): Promise<void> {
  for (const one of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (one.isFile() && !one.name.startsWith('.')) await hand(join(folder, one.name), join(to, one.name))
  }
}
