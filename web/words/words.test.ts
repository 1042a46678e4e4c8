import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { nodesOf, type SourceNode } from '../../kit/testing/source-texts.ts'
import { webFolder } from '../build/build.ts'

const spoken = ['title', 'alt', 'placeholder', 'label', 'aria-label', 'hint', 'intro', 'action', 'aria-description']

const isText = (text: unknown): text is string => typeof text === 'string' && /\p{L}{2,}/u.test(text)

function spokenIn(node: SourceNode): string[] {
  if (node.type === 'JSXText') return isText(node.value) ? [node.value.trim()] : []
  if (node.type !== 'JSXAttribute') return []
  const { name } = node.name as { name: unknown }
  const value = node.value as SourceNode | null
  if (!spoken.includes(String(name)) || value?.type !== 'Literal') return []
  return isText(value.value) ? [`${name}="${value.value}"`] : []
}

test('no text for people stands in the code of the console: words are in web/messages', () => {
  const files = globSync('**/*.tsx', { cwd: webFolder })
  assert.ok(files.length > 20)
  const found = files.flatMap(file =>
    nodesOf(join(webFolder, file))
      .flatMap(spokenIn)
      .map(text => `${file}: ${text}`),
  )
  assert.deepEqual(found, [])
})
