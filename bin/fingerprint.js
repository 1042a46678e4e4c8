// What the packed program was made of: every source with its size and time. Plain JavaScript for any Node from 18 on; it
// runs at every start, so it only looks at the files and reads none.
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const sources = ['main.ts', 'package-lock.json', 'bin/pack.js', 'kit', 'contracts', 'services', 'demo']

export function fingerprint(root) {
  const hash = createHash('sha256')
  for (const source of sources) addTo(hash, root, source)
  return hash.digest('hex')
}

function addTo(hash, root, path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (!found) return
  if (!found.isDirectory()) hash.update(`${path} ${found.size} ${found.mtimeMs}\n`)
  else for (const name of readdirSync(join(root, path)).sort()) if (isSource(name)) addTo(hash, root, `${path}/${name}`)
}

const isSource = name => !name.endsWith('.test.ts') && !name.endsWith('.md') && name !== 'testing'
