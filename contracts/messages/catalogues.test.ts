import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { IntlMessageFormat } from 'intl-messageformat'
import { inEnglish as inKitsEnglish } from '../../kit/messages/kit-catalogue.ts'
import type { Message, Param } from '../../kit/messages/message.ts'
import { calledName, nodesOf } from '../../kit/testing/source-texts.ts'
import { tables } from './tables.ts'
import { say, word, wordOr } from './words.ts'

const en = tables.en.catalogue
const codes = Object.keys(en) as (keyof typeof en)[]
type Part = ReturnType<IntlMessageFormat['getAst']>[number]

const isNamed = (part: Part): part is Part & { value: string } => part.type > 0 && 'value' in part
const partsOf = (part: Part): Part[] =>
  'options' in part ? Object.values(part.options).flatMap(({ value }) => value.flatMap(partsOf)) : [part]
const astOf = (text: string) => new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()

function namesIn(text: string): string[] {
  const parts = astOf(text).flatMap(part => [part, ...partsOf(part)])
  return [...new Set(parts.filter(isNamed).map(({ value }) => value))].toSorted()
}

/** As the type `ParamNames` finds them. */
const namesByType = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{([^\s{},#]+)[,}]/g)].map(([, name = '']) => name))].toSorted()

for (const [language, { catalogue }] of Object.entries(tables)) {
  test(`${language} says everything that English says, with the same params`, () => {
    assert.deepEqual(Object.keys(catalogue).toSorted(), codes.toSorted())
    for (const code of codes) assert.deepEqual(namesIn(catalogue[code]), namesIn(en[code]), code)
  })
}

test('the params that the compiler asks for are those of the text', () => {
  for (const code of codes) assert.deepEqual(namesByType(en[code]), namesIn(en[code]), code)
})

test('every code is said by somebody', () => {
  const root = join(import.meta.dirname, '..', '..')
  const files = globSync('{kit/**/*,services/**/*,contracts/{refusals,messages/words}}.ts', {
    cwd: root,
    exclude: ['**/*.test.ts', '**/testing/**', '**/kit-catalogue.ts'],
  })
  const sources = files.map(file => readFileSync(join(root, file), 'utf8')).join('\n')
  const isMade = (code: string) =>
    /^(duration|store|lease|field\.type|flag\.type|flag\.(pause|resume|roll_back|cancel)|monitor\.(down|degraded|unknown)|incident\.role)\b/.test(
      code,
    ) ||
    /^incident\.(down|degraded|investigating|identified|monitoring|resolved)(-again)?$/.test(code) ||
    code === 'text'
  assert.deepEqual(
    codes.filter(code => !isMade(code) && !sources.includes(`'${code}'`)),
    [],
  )
})

test('a sentence is worded from its code: nothing looks for one language by the words of another', () => {
  const words = globSync('{contracts/messages,web/messages}/**/*.ts', {
    cwd: join(import.meta.dirname, '..', '..'),
    exclude: ['**/*.test.ts'],
  })
  const patterns = words.flatMap(file =>
    nodesOf(join(import.meta.dirname, '..', '..', file))
      .filter(
        node => 'regex' in node || /^(RegExp|match|matchAll|search|exec|replace|replaceAll)$/.test(calledName(node)),
      )
      .map(() => file),
  )
  assert.ok(words.length > 50)
  assert.deepEqual(patterns, [])
})

test('French is typeset as French', () => {
  for (const text of Object.values(tables.fr.catalogue)) {
    assert.doesNotMatch(text, /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)|'/, text)
    assert.doesNotMatch(text, /« | »|[\d}] (Kio|Mio|ms|s|octets)\b/, text)
  }
})

const late = say('heartbeat.never', { time: { ms: 90_000 }, every: { ms: 4 * 86_400_000 } })
const timeout = say('connection.timeout', {
  time: { ms: 1_500 },
  waiting: say('http.body-unfinished', { status: 200, size: 1 }),
})
const disk = say('disk.low', {
  folder: '/data',
  free: say('size.MB', { value: 1.8 }),
  size: say('size.MB', { value: 20 }),
})
for (const [message, english, french] of [
  [say('http.status', { status: 503, expected: '2xx' }), 'HTTP 503, expected 2xx', 'HTTP\u00a0503, attendu\u00a0: 2xx'],
  [
    late,
    'no heartbeat yet, for 1.5 min, expected every 4 d',
    'encore aucun signal, depuis 1,5\u00a0min (intervalle prévu\u00a0: 4\u00a0j)',
  ],
  [
    timeout,
    'no answer within 1.5 s (HTTP 200 came, its body did not end: 1 bytes so far)',
    'pas de réponse en 1,5\u00a0s (HTTP\u00a0200 reçu, corps incomplet\u00a0: 1\u00a0octets jusqu’ici)',
  ],
  [
    say('certificate.expired', { date: '2026-01-02', days: 1 }),
    'certificate expired on 2026-01-02 (1 day ago)',
    'le certificat a expiré le 2026-01-02 (il y a 1\u00a0jour)',
  ],
  [
    disk,
    'the disk of /data is nearly full: 1.8 MB of 20 MB are left',
    'le disque de /data est presque plein\u00a0: il reste 1,8\u00a0Mo sur 20\u00a0Mo',
  ],
] as const satisfies readonly (readonly [Message, string, string])[]) {
  test(`"${english}" is said in each language`, () => {
    assert.equal(word(message, 'en'), english)
    assert.equal(word(message, 'fr'), french)
    assert.equal(word(JSON.parse(JSON.stringify(message)), 'fr'), french)
  })
}

test('what a target says is told as it came, whatever it holds', () => {
  for (const text of ['{name} $1 #', "it's", '<b>', '{count, plural, one {x} other {y}}'])
    assert.equal(word(say('http.keyword-missing', { text }), 'fr'), `le corps ne contient pas «\u00a0${text}\u00a0»`)
})

test('a code that is not known is told by the text beside it', () => {
  assert.equal(wordOr('all is new', { code: 'of.tomorrow' }, 'fr'), 'all is new')
  assert.equal(wordOr('all is old', undefined, 'fr'), 'all is old')
})

test('the kit words its own messages as the catalogue of English does', () => {
  const param: Param = 'x'
  const message = { code: 'network.not-allowed', params: { address: param, range: { code: 'network.private' } } }
  assert.equal(inKitsEnglish(message), word(message, 'en'))
})
