// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are what a configuration is written in
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readPlainYaml } from './read-plain-yaml.ts'
import { readAnyYaml, readYaml } from './read-yaml.ts'
import type { Written } from './source-positions.ts'

const lines = ({ at, parts }: Written): unknown =>
  parts ? [at, Object.fromEntries([...parts].map(([key, part]) => [key, lines(part)]))] : at

/** Both readers agree on the text, or the plain one leaves it to the other. Answers whether it took it. */
function agree(text: string): boolean {
  const plain = readPlainYaml(text)
  if (!plain) return false
  const full = readAnyYaml(text)
  assert.deepEqual(full.mistakes, [], text)
  assert.deepEqual(plain.value, full.value, text)
  assert.deepEqual(lines(plain.written), lines(full.written), text)
  return true
}

describe('the plain reader', () => {
  const taken = [
    'a: 1\nb: text with words # and a comment\nc:\n  d: true\n  e: null\nf:\n',
    '# head\n\nservices:\n  - name: "API"\n    url: https://a.fr:80/x?y=1&z#frag\n  - name: \'b\'\n    timeout: 10s\n\nx: 1\n',
    'list:\n- a\n- b: 1\n  c: 2\n- - x\n  - y\nafter: 1',
    'a: { b: 1, c: [x, "y, z", { d: 10.5 }], e: {}, f: [] } # end\n',
    'conditions: ["response_ms < 500", "body.status == \'ok\'"]\nexpected: [200, 2xx]\n',
    'host: 127.0.0.1\nport: -5\nrange: 1.5\nname: Génération d’été\ncost: 5€\n',
    'a:\n    b:\n          c: 1\n    d: 2\n',
    'k: it\'s "so" so\n',
    '',
  ]
  for (const text of taken)
    test(`reads ${JSON.stringify(text.slice(0, 40))} as the full one does`, () => assert.ok(agree(text)))

  const left = [
    'a: &x 1\nb: *x\n',
    'a: |\n  text\n',
    'a: one\n  two\n',
    'a: "one\n  two"\n',
    'a: {b: 1,\n c: 2}\n',
    'a: 1\na: 2\n',
    'a: b: c\n',
    'a:\n\tb: 1\n',
    'a: "\\u00e9"\n',
    'a: 0x1f\nb: 1e5\nc: .5\n',
    'a: !foo x\n',
    '---\na: 1\n',
    'a: 1\n b: 2\n',
    'a:\n  b: 1\n c: 2\n',
    '- a\nb: 1\n',
    'true: 1\n',
    '__proto__: 1\n',
    'a: [x, {y}]\n',
    'a: { b:1 }\n',
  ]
  for (const text of left) {
    test(`leaves ${JSON.stringify(text)} to the full one`, () => assert.equal(readPlainYaml(text), undefined))
  }

  test('never reads a text differently from the full one', () => {
    const word = fc.constantFrom(
      ...[
        'a',
        'b1',
        'Name',
        'true',
        'null',
        'Null',
        '~',
        '1',
        '-1',
        '1.5',
        '0x1',
        '007',
        '1e3',
        '.5',
        '+1',
        '10s',
        '1.2.3.4',
      ],
      ...[
        '"q"',
        "'s'",
        '"a # b"',
        "'it''s'",
        '"a\\n"',
        'x y',
        'a#b',
        'a:b',
        'a: b',
        'http://x',
        'é',
        '€',
        '-',
        '- x',
        '?',
        '%',
      ],
      ...[
        '{ a: 1 }',
        '[a, b]',
        '[ ]',
        '{}',
        '[a,b]',
        '{a: b}',
        '{ a: "x", b: [1, c d] }',
        '[a b , "c"]',
        '[a:b]',
        '[a: b]',
      ],
      ...[
        '# c',
        ' # c',
        '',
        ' ',
        '&a',
        '*a',
        '|',
        '>',
        '"',
        "'",
        '[',
        '}',
        '<<',
        '=',
        '@',
        '`',
        ',',
        'a,b',
        '12:30',
        '${X}',
      ],
    )
    const indent = fc.constantFrom('', '', '  ', '  ', '    ', ' ', '- ', '  - ', '-   ', '- - ', '\t')
    const key = fc.constantFrom(
      'a: ',
      'b: ',
      'c: ',
      'd: ',
      'a:',
      'b:',
      'k-1: ',
      'e.f: ',
      'true: ',
      'null: ',
      '"q": ',
      '',
      '# ',
    )
    const row = fc.tuple(indent, key, word, fc.constantFrom('', '', ' ', ' # c', '\r')).map(parts => parts.join(''))
    const text = fc.array(row, { maxLength: 7 }).map(rows => rows.join('\n'))
    let took = 0
    fc.assert(
      fc.property(text, source => {
        if (agree(source)) took++
      }),
      { numRuns: 6_000 },
    )
    assert.ok(took > 200, `${took} of 6000`)
  })

  test('takes the block form of anything that stringifies plainly', () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,8}[a-z]$/))
    const name = fc.stringMatching(/^[a-z_]{1,8}$/).filter(text => !['true', 'false', 'null'].includes(text))
    const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(name, tree, { minKeys: 1, noNullPrototype: true }), value => {
        const text = block(value, '')
        assert.deepEqual(readPlainYaml(text)?.value ?? readYaml(text).value, value, text)
        agree(text)
      }),
      { numRuns: 100 },
    )
  })
})

function block(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return `${indent}${JSON.stringify(value)}\n`
  if (Array.isArray(value))
    return value.map(item => `${indent}-${block(item, `${indent}  `).slice(indent.length + 1)}`).join('')
  return Object.entries(value)
    .map(([key, inside]) => {
      const nested = typeof inside === 'object' ? `\n${block(inside, `${indent}  `)}` : ` ${block(inside, '')}`
      return `${indent}${key}:${nested}`
    })
    .join('')
}

describe('a syntax mistake', () => {
  test('leaves the other items and sections readable, at their place', () => {
    const { value, mistakes, left_out } = readYaml(
      'services:\n  - name: a\n  - name: "b\n  - name: c\nslack:\n  x: 1\n y: 2\nlanguage: fr\n',
    )
    assert.deepEqual(
      mistakes.map(({ line }) => line),
      [3, 7],
    )
    assert.deepEqual(value, { services: [{ name: 'a' }, null, { name: 'c' }], slack: null, language: 'fr' })
    assert.ok(left_out.has(3) && !left_out.has(4))
  })

  test('in each of many items is told for each', () => {
    const items = Array.from({ length: 12 }, (_, index) => `  - name: "s${index}\n`)
    assert.equal(readYaml(`services:\n${items.join('')}`).mistakes.length > 0, true)
  })

  test('that nests without end does not exhaust the stack', () => {
    for (const text of ['['.repeat(10_000), `a: ${'{b: '.repeat(2_000)}`, '- '.repeat(20_000)]) {
      assert.ok(readYaml(text).mistakes.length > 0)
    }
  })
})
