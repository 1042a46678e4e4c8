import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..', '..', '..')

const acme = `
import { type Adapter, healthy, reading } from './reading/adapter.ts'
import { parseJson } from './reading/shape.ts'

export const acme: Adapter = {
  kind: 'acme',
  summary: 'Status pages of Acme',
  url: null,
  read: ([document]) => reading({ stated: 'degraded', components: [healthy(String(parseJson(document)))] }),
}
`

const script = `
import { providerProblems } from './services/providers/config.ts'
import { readDocuments } from './services/providers/polling/read-documents.ts'
import { adapterOfKind } from './services/providers/registry/adapter-kinds.ts'
import { deriveState } from './services/providers/state/snapshot.ts'
const provider = { id: 'mine', kind: 'acme', url: 'https://status.acme.test' }
const problems = providerProblems({ providers: [provider], services: [] })
const document = { url: provider.url, content_type: null, body: Buffer.from('"Rockets"') }
const { reading } = readDocuments(adapterOfKind('acme'), [document], 0)
const { state, components } = deriveState(reading, { regions: [], components: [] }, 0)
console.log(JSON.stringify({ problems, state, names: components.map(({ name }) => name) }))
`

test('a new kind of provider is its file, and one line in the list', t => {
  const copy = mkdtempSync(join(tmpdir(), 'vigie-adapter-'))
  t.after(() => rmSync(copy, { recursive: true }))
  for (const part of ['package.json', 'kit', 'contracts', 'services/providers']) {
    cpSync(join(root, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  writeFileSync(join(copy, 'services/providers/adapters/acme.ts'), acme)
  appendFileSync(join(copy, 'services/providers/adapters/index.ts'), "export { acme } from './acme.ts'\n")
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: copy, encoding: 'utf8' })
  assert.deepEqual(JSON.parse(said), { problems: [], state: 'degraded', names: ['Rockets'] })
})
