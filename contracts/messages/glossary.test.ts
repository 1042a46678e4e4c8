import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { calledName, isNode, nodesOf, type SourceNode, textOf } from '../../kit/testing/source-texts.ts'
import { glossary } from './glossary.ts'

const root = join(import.meta.dirname, '..', '..')
type Language = 'en' | 'fr'
type Text = { readonly text: string; readonly node: SourceNode; readonly language?: Language | undefined }

const words = (language: Language) => glossary.flatMap(({ avoid }) => avoid?.[language] ?? [])
const forbidden = { en: words('en'), fr: words('fr') }

function wordsIn(text: string, language: Language): string[] {
  const plain = text.replaceAll("'", '’').toLowerCase()
  return forbidden[language].filter(word =>
    new RegExp(`(?<![\\p{L}\\p{N}-])${word}(?![\\p{L}\\p{N}-])`, 'u').test(plain),
  )
}

/** A file for one language says so in its name; in one for both, the last `en` or `fr` that was declared. */
function languageAt(file: string, source: string, start: number): Language | undefined {
  const [, named] = /[/.](en|fr)[/.]/.exec(file) ?? []
  const declared = [...source.slice(0, start).matchAll(/\b(?:const |)(en|fr)\b(?=:? [^,]*[={])/g)].at(-1)?.[1]
  return (named ?? declared) as Language | undefined
}

function textsOf(file: string): Text[] {
  const source = readFileSync(join(root, file), 'utf8')
  return nodesOf(join(root, file)).flatMap(node => {
    const text = node.type === 'JSXText' ? String(node.value) : textOf(node, () => '…')
    return text ? [{ text, node, language: languageAt(file, source, Number(node.start)) }] : []
  })
}

const describing = ['description', 'summary', 'option', 'argument', 'addHelpText']

/** What configuration, operations and commands say of themselves, always in English. */
function descriptionsOf(file: string): Text[] {
  return nodesOf(join(root, file)).flatMap(node => {
    const { key } = node
    const isDescribed = node.type === 'Property' && isNode(key) && describing.includes(String(key.name))
    const isCall = node.type === 'CallExpression' && describing.includes(calledName(node))
    const values = isDescribed ? [node.value] : isCall ? [node.arguments].flat() : []
    return values.flatMap(value => {
      const text = textOf(value, () => '…')
      return text && isNode(value) ? [{ text, node: value, language: 'en' as const }] : []
    })
  })
}

function found(pattern: string, textsIn: (file: string) => Text[]): string[] {
  const exclude = ['**/*.test.ts', '**/testing/**', '**/dist/**', '**/glossary.ts', 'web/build/**']
  const files = globSync(pattern, { cwd: root, exclude })
  assert.ok(files.length > 10, pattern)
  return files.flatMap(file => {
    const source = readFileSync(join(root, file), 'utf8')
    return textsIn(file).flatMap(({ text, node, language }) => {
      const line = source.slice(0, Number(node.start)).split('\n').length
      const languages = language ? [language] : (['en', 'fr'] as const)
      return languages.flatMap(one => wordsIn(text, one)).map(word => `${file}:${line}: “${word}” in “${text}”`)
    })
  })
}

test('no text that people read holds a word that the glossary forbids: see docs/glossary.md', () => {
  assert.deepEqual(
    [
      ...found('{contracts/messages,web}/**/*.{ts,tsx}', textsOf),
      ...found('{contracts,kit,services}/**/*.ts', descriptionsOf),
    ],
    [],
  )
})

test('a forbidden word is found as a whole word, in its language alone', () => {
  assert.deepEqual(wordsIn('Un Courriel part', 'fr'), ['courriel'])
  assert.deepEqual(wordsIn('Un courriel part', 'en'), [])
  assert.deepEqual(wordsIn('courrielleur', 'fr'), [])
  assert.deepEqual(wordsIn("Retour d'expérience", 'fr'), ['retour d’expérience'])
})

test('the glossary itself uses none of them, and no term forbids another', () => {
  for (const { term, meaning } of glossary) {
    for (const language of ['en', 'fr'] as const) {
      assert.deepEqual(wordsIn(`${term[language]}. ${meaning[language]}`, language), [], term.en)
    }
  }
  assert.equal(new Set(glossary.map(({ term }) => term.en)).size, glossary.length)
})
