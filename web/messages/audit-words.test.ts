import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isNode, nodesIn, nodesOf, textOf } from '../../kit/testing/source-texts.ts'
import { auditWords } from './audit.ts'

const root = join(import.meta.dirname, '..', '..')

/** `user.created`, as it stands in the sources of the services. */
function auditActions(): string[] {
  const files = globSync('services/**/*.ts', { cwd: root })
    .filter(file => !file.endsWith('.test.ts'))
    .map(file => join(root, file))
    .filter(file => /\baction:/.test(readFileSync(file, 'utf8')))
  const properties = files.flatMap(file => nodesOf(file).filter(({ type }) => type === 'Property'))
  const values = properties.flatMap(({ key, value }) =>
    isNode(key) && key.name === 'action' && isNode(value) ? [...nodesIn(value)] : [],
  )
  const texts = values.map(value => textOf(value, () => '…') ?? '')
  return [...new Set(texts.filter(text => /^[a-z-]+\.[a-z-]+$/.test(text)))]
}

test('every action of the audit log has its words in the console', () => {
  const actions = auditActions()
  assert.ok(actions.length > 20, `${actions.length} actions`)
  for (const { kinds, verbs } of Object.values(auditWords)) {
    const unsaid = actions.filter(action => {
      const [kind = '', verb = ''] = action.split('.')
      return !(kind in kinds && verb in verbs)
    })
    assert.deepEqual(unsaid, [])
  }
})
