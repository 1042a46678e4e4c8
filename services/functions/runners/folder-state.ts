import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What people do not write, and what other programs leave behind. */
const ignored: ReadonlySet<string> = new Set(['node_modules', '__pycache__', '.git', '.venv', 'venv'])
const mostFiles = 2_000

/** Changes whenever somebody saves a file in it. */
export function folderState(folder: string): string {
  const found: string[] = []
  const waiting = [folder]
  for (let next = waiting.pop(); next !== undefined && found.length < mostFiles; next = waiting.pop()) {
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name)
      if (entry.isDirectory() && !ignored.has(entry.name)) waiting.push(path)
      if (!entry.isDirectory()) found.push(fileState(path))
    }
  }
  return found.sort().join()
}

export const filesState = (files: readonly string[]): string => files.map(fileState).join()

function fileState(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${file} ${stat.ino} ${stat.size} ${stat.mtimeMs}` : file
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
