import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { calledName, isNode, nodesOf, type SourceNode, textOf } from '../../kit/testing/source-texts.ts'
import { fieldProblemWords } from '../../web/messages/field-problems.ts'
import { problemWords } from '../../web/messages/problems.ts'
import { sayFieldProblem } from '../../web/words/say-field-problem.ts'
import { importRemarkInFrench } from './import-remarks.ts'
import { frenchRefusals, refusalInFrench, refusalText } from './refusals.ts'

const partsOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted()

test('a refusal says the same in French, typeset as French', () => {
  for (const [english, french] of Object.entries(frenchRefusals)) {
    assert.deepEqual(partsOf(french), partsOf(english))
    assert.doesNotMatch(french.replace('(%)', ''), /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)|'|« | »/, french)
  }
})

for (const [english, french] of [
  [
    'there is no component "apo"; did you mean "api"?',
    'le composant «\u00a0apo\u00a0» n’existe pas\u202f; vouliez-vous dire «\u00a0api\u00a0»\u202f?',
  ],
  ['ends_at is over already', 'ends_at est déjà passé'],
  ['body.name must not be empty (and 2 more)', 'name ne doit pas être vide (et 2 de plus)'],
  ['url: is not a URL', 'url\u00a0: n’est pas une URL'],
  [
    '10.0.0.1 is a private address; list it under network.allow to let everybody name it',
    '10.0.0.1 est une adresse privée\u202f; ajoutez-la à network.allow pour que chacun puisse la nommer',
  ],
  ['quite new', 'quite new'],
] as const)
  test(`"${english}" is told in French`, () => assert.equal(refusalText(english, 'fr'), french))

/** Said on the terminal or in the log, or to programs only. */
const elsewhere =
  /^kit\/(backup|cli|config|health|secrets|store\/(lock|store|postgres))|-commands?\.ts$|\/(flag-file|kuma-database|name-conflicts|check-registry|channel-problems)\.ts$/
const root = join(import.meta.dirname, '..', '..')
const sources = globSync('{kit,services}/**/*.ts', { cwd: root })
  .filter(file => !file.endsWith('.test.ts') && !file.includes('/testing/') && !elsewhere.test(file))
  .map(file => ({ file, nodes: nodesOf(join(root, file)) }))

/** What is put into sentences, by the name of what stands there. */
const examples: Readonly<Record<string, string>> = {
  message: 'must be a number',
  hint: 'did you mean "api"?',
  known: 'there is api, web',
  kinds: 'http, tcp',
  read: 'is no JSON object',
  field: 'body.name',
  verdict: 'unknown',
  more: '',
}
const example = (expression: SourceNode): string => {
  if (expression.type === 'ConditionalExpression') return ''
  if (expression.type === 'UnaryExpression') return 'string'
  const named = expression.type === 'MemberExpression' ? expression.property : expression
  if (isNode(named) && named.type === 'LogicalExpression') return example(named.left as SourceNode)
  if (isNode(named) && named.type === 'ChainExpression') return example(named.expression as SourceNode)
  if (expression.type === 'CallExpression') return examples[calledName(expression)] ?? '7'
  return isNode(named) ? (examples[String(named.name)] ?? '7') : '7'
}

const inFrench = (sentence: string): boolean =>
  (refusalInFrench(sentence) ?? importRemarkInFrench(sentence) ?? sayFieldProblem(sentence, fieldProblemWords.fr)) !==
  undefined

const codes = new Set([...Object.keys(problemWords.fr.codes), ...Object.keys(problemWords.fr.ofField)])

/** A refusal whose code has no words in the console, where its status alone says nothing either. */
function refusedIn(node: SourceNode): string[] {
  if (node.type !== 'CallExpression') return []
  if (!['invalid', 'conflict', 'limited', 'unauthenticated'].includes(calledName(node))) return []
  const [code, message] = (node.arguments as unknown[]).map(one => textOf(one, example))
  return code === undefined || message === undefined || codes.has(code) ? [] : [message]
}

test('every refusal that the console may have to show can be told in French', () => {
  const said = sources.flatMap(({ file, nodes }) => nodes.flatMap(refusedIn).map(text => ({ file, text })))
  assert.ok(said.length > 30, `${said.length} refusals`)
  assert.deepEqual(
    said.filter(({ text }) => !inFrench(text)),
    [],
  )
})

function ofFieldIn({ type, properties, id, init }: SourceNode): string[] {
  if (type === 'VariableDeclarator')
    return isNode(id) && id.name === 'message' && textOf(init, example) ? [textOf(init, example) ?? ''] : []
  if (type !== 'ObjectExpression') return []
  const named = new Map(
    (properties as SourceNode[]).flatMap(({ key, value }) => (isNode(key) ? [[String(key.name), value] as const] : [])),
  )
  const text = named.has('field') ? textOf(named.get('message'), example) : undefined
  return text === undefined ? [] : [text]
}

test('whatever is said of a field can be told in French', () => {
  const said = sources.flatMap(({ file, nodes }) => nodes.flatMap(ofFieldIn).map(text => ({ file, text })))
  assert.ok(said.length > 40, `${said.length} problems`)
  assert.deepEqual(
    said.filter(({ text }) => !inFrench(text)),
    [],
  )
})
