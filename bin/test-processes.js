// Which test files share a process. To load the program costs more than a second of a processor and most files take less
// than that for their tests, so files of one part of the tree are tested one after the other in one process.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** Few enough that the processes of a run end at about the same time. */
const mostFiles = 12
/** Elsewhere a file starts programs, measures the machine, or watches what its own process does. */
const shared = ['kit', 'contracts', 'services', 'web']

/** The files to start, in the order given: a test file that stands alone, or one that imports those that share a process. */
export function processesOf(files) {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-tests-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const parts = new Map()
  for (const file of files) {
    const part = partOf(file)
    parts.set(part, [...(parts.get(part) ?? []), file])
  }
  return [...parts].flatMap(([part, members]) => {
    const count = Math.ceil(members.length / mostFiles)
    const each = Math.ceil(members.length / count)
    return Array.from({ length: count }, (_, index) =>
      entryOf(join(folder, `${part}-${index + 1}.mjs`), members.slice(index * each, (index + 1) * each)),
    )
  })
}

function partOf(file) {
  const [top, second = ''] = relative(root, file).split(sep)
  if (!shared.includes(top)) return relative(root, file)
  return top === 'services' ? `${top}-${second}` : top
}

function entryOf(entry, files) {
  if (files.length === 1) return files[0]
  writeFileSync(entry, files.map(file => `import ${JSON.stringify(pathToFileURL(file).href)}\n`).join(''))
  return entry
}
