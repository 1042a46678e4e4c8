import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { flagProblemInFrench } from '../../../contracts/messages/flag-problems.ts'
import { calledName, nodesOf, type SourceNode, textOf } from '../../../kit/testing/source-texts.ts'

/** What of a source is told to people: the last text that one of these is called with. */
const tellers = ['error', 'warning', 'wrong', 'RuleProblem', 'RuleTooCostly', 'NoTargetingKey', 'treeProblem']

const examples: Readonly<Record<string, string>> = {
  inEnglish: 'there are: on, off',
  join: '"v2" or "v3"',
  path: 'context.user',
  message: 'must be a finite number',
}
const example = (expression: SourceNode): string => {
  if (expression.type === 'UnaryExpression') return 'string'
  if (expression.type === 'MemberExpression') return examples[String((expression.property as SourceNode).name)] ?? '7'
  return (expression.type === 'CallExpression' && examples[calledName(expression)]) || '7'
}

function toldIn(node: SourceNode): string[] {
  const isTold = (node.type === 'CallExpression' || node.type === 'NewExpression') && tellers.includes(calledName(node))
  const named = node.type === 'VariableDeclarator' && /^(\w+M|m)essage$/.test(String((node.id as SourceNode).name))
  const said = isTold ? (node.arguments as SourceNode[]).at(-1) : named ? node.init : undefined
  const text = textOf(said, example)
  return text === undefined ? [] : [text]
}

test('whatever is said of a flag, a rule or a context can be said in French', () => {
  const folder = join(import.meta.dirname, '..')
  const files = globSync(['definitions/{check-*,segment-*,parse-flag}.ts', 'evaluation/**/*.ts'], { cwd: folder })
  const told = files.filter(file => !file.endsWith('.test.ts')).flatMap(file => nodesOf(join(folder, file)))
  const sentences = told.flatMap(toldIn).filter(text => text.includes(' '))
  assert.ok(sentences.length > 35, `${sentences.length} sentences`)
  assert.deepEqual(
    sentences.filter(sentence => flagProblemInFrench(sentence) === undefined),
    [],
  )
})
