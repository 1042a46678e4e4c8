import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseAst } from 'vite'
import { webFolder } from '../build/build.ts'

const spoken = ['title', 'alt', 'placeholder', 'label', 'aria-label', 'hint', 'intro', 'action', 'aria-description']

type Node = { readonly type: string; readonly [part: string]: unknown }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

function* nodesIn(node: Node): Generator<Node> {
  yield node
  for (const part of Object.values(node).flat()) if (isNode(part)) yield* nodesIn(part)
}

const isText = (text: unknown): text is string => typeof text === 'string' && /\p{L}{2,}/u.test(text)

function spokenIn(node: Node): string[] {
  if (node.type === 'JSXText') return isText(node.value) ? [node.value.trim()] : []
  if (node.type !== 'JSXAttribute') return []
  const { name } = node.name as { name: unknown }
  const value = node.value as Node | null
  if (!spoken.includes(String(name)) || value?.type !== 'Literal') return []
  return isText(value.value) ? [`${name}="${value.value}"`] : []
}

test('no text for people stands in the code of the console: words are in contracts/messages/console', () => {
  const files = globSync('**/*.tsx', { cwd: webFolder })
  assert.ok(files.length > 20)
  const found = files.flatMap(file => {
    const tree: unknown = parseAst(readFileSync(join(webFolder, file), 'utf8'), { lang: 'tsx' })
    assert.ok(isNode(tree))
    return [...nodesIn(tree)].flatMap(spokenIn).map(text => `${file}: ${text}`)
  })
  assert.deepEqual(found, [])
})
