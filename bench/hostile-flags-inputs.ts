import fc from 'fast-check'
import { costlyContext, costlyRules, hostileRules } from '../services/flags/testing/hostile-rules.ts'

/** How it has to be answered; `where` is what a refusal has to name. */
export type Hostile = {
  readonly what: string
  /** JSON, or what is sent instead of it. */
  readonly text: string
  readonly wanted: 'refused' | 'taken' | 'either'
  readonly where?: RegExp
}
type Sort = { readonly what: string; readonly wanted: Hostile['wanted']; readonly where?: RegExp }

const sound = { state: 'ENABLED', variants: { on: 'ON', off: 'OFF' }, defaultVariant: 'on' }
const mebibyte = 1_048_576
const size = fc.integer({ min: 0, max: 4_000 })

/** `JSON.stringify` gives up on very deep ones, and so would whoever makes them by hand. */
const deep = (depth: number, [open, close]: readonly [string, string], inner = '1'): string =>
  open.repeat(depth) + inner + close.repeat(depth)
const withText = (value: object, text: string): string => JSON.stringify(value).replace('"HERE"', () => text)
const inTargeting = (text: string): string => withText({ ...sound, targeting: { if: ['HERE', 'on', 'off'] } }, text)
const ways: readonly (readonly [string, string])[] = [
  ['{"!":[', ']}'],
  ['[', ']'],
  ['{"a":', '}'],
  ['{"if":[', ',"on"]}'],
]
const forbidden = fc.constantFrom('"__proto__"', '"constructor"', '"prototype"', '"\\u005f_proto__"')
const noNumber = fc.constantFrom('NaN', 'Infinity', '-Infinity', '1e999', '-1e400', '0x10', '01', '+1')
const halves = fc.constantFrom('\\ud800', '\\udfff', 'a\\ud83d', '\\udfff\\ud800')
const rule = (from: fc.Arbitrary<unknown>) => from.map(targeting => JSON.stringify({ ...sound, targeting }))

function sort(what: Sort | string, text: fc.Arbitrary<string>, more: Partial<Sort> = {}): fc.Arbitrary<Hostile> {
  const named = typeof what === 'string' ? { what, wanted: 'refused' as const, ...more } : { ...what, ...more }
  return text.map(one => ({ ...named, text: one }))
}

/** Of one flag, in flagd's words. */
export const hostileDefinitions: fc.Arbitrary<Hostile> = fc.oneof(
  ...[
    sort(
      'a rule too deep',
      fc.tuple(fc.constantFrom(...ways), size).map(([way, more]) => inTargeting(deep(201 + more, way))),
      { where: /targeting/ },
    ),
    sort(
      'a value too deep',
      size.map(more => withText({ ...sound, variants: { on: { a: 'HERE' } } }, deep(201 + more, ways[2] ?? ['', '']))),
      { where: /variants\.on/ },
    ),
    sort(
      'deeper than any parser likes',
      fc.constantFrom(100_000, 400_000).map(depth => inTargeting(deep(depth, ['[', ']']))),
      { where: /targeting|body/ },
    ),
    sort(
      'a name of the prototype in the rule',
      forbidden.map(name => inTargeting(`{${name}:[1]}`)),
      { where: /targeting/ },
    ),
    sort(
      'a name of the prototype among variants',
      forbidden.map(name => withText({ ...sound, variants: 'HERE' }, `{"on":"ON",${name}:"x"}`)),
      { where: /variants/ },
    ),
    sort(
      'a name of the prototype in metadata or beside',
      fc
        .tuple(forbidden, fc.boolean())
        .map(([name, beside]) =>
          beside
            ? withText(sound, '').replace('{', `{${name}:{"admin":true},`)
            : withText({ ...sound, metadata: 'HERE' }, `{${name}:1}`),
        ),
      { where: /__proto__|constructor|prototype/ },
    ),
    sort(
      'no number',
      fc
        .tuple(noNumber, fc.boolean())
        .map(([number, rule]) =>
          rule ? inTargeting(`{"<":[${number},1]}`) : withText({ ...sound, variants: { on: 'HERE' } }, number),
        ),
      { where: /targeting|variants|body/ },
    ),
    sort(
      'a text of a megabyte',
      fc.constantFrom('variants.on', 'targeting', 'metadata', 'state', 'defaultVariant', 'more').map(place => {
        const text = 'x'.repeat(mebibyte)
        const value = { ...sound, more: {} as unknown }
        if (place === 'variants.on') return JSON.stringify({ ...value, variants: { on: text } })
        if (place === 'targeting') return inTargeting(JSON.stringify({ '==': [{ var: 'a' }, text] }))
        return JSON.stringify({ ...value, [place]: place === 'metadata' ? { [text]: 1 } : text })
      }),
      { where: /variants|targeting|metadata|state|defaultVariant|more/ },
    ),
    sort(
      'very many values',
      fc.constantFrom('list', 'names', 'variants').map(kind => {
        const names = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`n${index}`, 1]))
        if (kind === 'variants') return JSON.stringify({ ...sound, variants: names })
        return inTargeting(JSON.stringify({ in: [1, kind === 'list' ? Object.keys(names) : names] }))
      }),
      { where: /variants|targeting|values/ },
    ),
    sort(
      'half a character as a name',
      halves.map(half => withText({ ...sound, variants: 'HERE' }, `{"on":"ON","${half}":"x"}`)),
      { where: /variants/ },
    ),
    sort(
      'half a character as a value',
      halves.map(half => withText({ ...sound, variants: { on: 'HERE' } }, `"${half}"`)),
      { wanted: 'taken' },
    ),
    sort(
      'NUL',
      fc
        .constantFrom('variants', 'metadata', 'targeting')
        .map(place =>
          place === 'targeting'
            ? inTargeting('{"==":["\\u0000",1]}')
            : JSON.stringify({ ...sound, [place]: { on: 'a\0b' } }),
        ),
      { where: /variants|metadata|targeting/ },
    ),
    sort(
      'parts of another sort',
      fc
        .tuple(
          fc.constantFrom('state', 'variants', 'targeting'),
          fc.constantFrom<unknown>(5, 'x', true, [], [[1]], ['on']),
        )
        .map(([part, value]) => JSON.stringify({ ...sound, [part]: value })),
      { where: /state|variants|targeting/ },
    ),
    sort(
      'variants of several types, or none',
      fc
        .constantFrom<unknown>({}, { on: 1, off: 'x' }, { on: null }, { on: [1] }, { on: true, off: {} }, null)
        .map(variants => JSON.stringify({ ...sound, variants, defaultVariant: null })),
      { where: /variants/ },
    ),
    sort(
      'no JSON',
      fc
        .tuple(fc.constantFrom('', '{', '[', '{"state":', 'nul', '\ufeff{}', '{"a":1}{', '"\\x"', '{,}'), size)
        .map(([start, more]) => start + '['.repeat(more)),
      { where: /body/ },
    ),
  ],
  { arbitrary: sort({ what: 'rubbish as a rule', wanted: 'either' }, rule(hostileRules)), weight: 8 },
  {
    arbitrary: sort(
      { what: 'a rule that would take for ever', wanted: 'taken' },
      rule(fc.constantFrom(...Object.values(costlyRules))),
    ),
    weight: 3,
  },
)

/** The body of an OFREP request. */
export const hostileContexts: fc.Arbitrary<Hostile> = fc.oneof(
  ...[
    sort(
      'a context too deep',
      fc
        .tuple(fc.constantFrom(...ways.slice(1, 3)), size)
        .map(([way, more]) => `{"context":{"a":${deep(33 + more, way)}}}`),
      { where: /context\.a|context is nested/ },
    ),
    sort(
      'deeper than any parser likes',
      fc.constantFrom(50_000, 100_000).map(depth => `{"context":{"a":${deep(depth, ['[', ']'])}}}`),
      { where: /context\.a|context is nested/ },
    ),
    sort(
      'a name of the prototype',
      fc.tuple(forbidden, fc.boolean()).map(([name, within]) => {
        const value = `{${name}:{"admin":true}}`
        return within ? `{"context":{"user":${value}}}` : `{"context":${value}}`
      }),
      { where: /context\.(user\.)?(__proto__|constructor|prototype)/ },
    ),
    sort(
      'no number',
      noNumber.map(number => `{"context":{"targetingKey":"u","n":${number}}}`),
      { where: /context\.n|JSON/ },
    ),
    sort(
      'a text of a megabyte',
      fc
        .constantFrom('targetingKey', 'text', 'list')
        .map(name =>
          JSON.stringify({ context: { [name]: name === 'list' ? ['x'.repeat(mebibyte)] : 'x'.repeat(mebibyte) } }),
        ),
      { where: /characters/ },
    ),
    sort(
      'a long text',
      fc
        .tuple(fc.constantFrom('targetingKey', 'text'), fc.integer({ min: 65_537, max: 200_000 }))
        .map(([name, length]) => JSON.stringify({ context: { [name]: 'x'.repeat(length) } })),
      { where: /context\.(targetingKey|text)/ },
    ),
    sort(
      'very many values',
      fc.boolean().map(list => {
        const values = Array.from({ length: 21_000 }, (_, index) => index % 10)
        return JSON.stringify({
          context: { many: list ? values : Object.fromEntries(values.map((_, at) => [`n${at}`, 1])) },
        })
      }),
      { where: /context/ },
    ),
    sort('five megabytes', fc.constant(JSON.stringify({ context: { a: 'x'.repeat(5 * mebibyte) } })), {
      where: /body/,
    }),
    sort(
      'a targeting key that is none',
      fc
        .constantFrom<unknown>({}, [], ['u'], { a: 1 })
        .map(targetingKey => JSON.stringify({ context: { targetingKey } })),
      { where: /targetingKey/ },
    ),
    sort(
      'a context that is none',
      fc.constantFrom<unknown>([], 'u', 5, true).map(context => JSON.stringify({ context })),
      { where: /context/ },
    ),
    sort(
      'no JSON',
      fc
        .tuple(fc.constantFrom('{', '[', 'nul', '\ufeff{}', '{"context":{}', '"\\x"'), size)
        .map(([start, more]) => start + '['.repeat(more)),
      { where: /JSON|object/ },
    ),
    sort('NUL', fc.constant('{"context":{"targetingKey":"a\\u0000b"}}'), { where: /targetingKey/ }),
    sort(
      { what: 'half a character', wanted: 'taken' },
      halves.map(half => `{"context":{"targetingKey":"${half}","email":"${half}"}}`),
    ),
    sort(
      { what: 'names that JavaScript has for everything', wanted: 'taken' },
      fc
        .constantFrom('toString', 'valueOf', 'hasOwnProperty', 'length', 'toJSON', '$flagd', '')
        .map(name => JSON.stringify({ context: { targetingKey: 'u', list: [{ [name]: 7 }], [name]: { [name]: 1 } } })),
    ),
    sort(
      { what: 'numbers at the edge', wanted: 'taken' },
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map(n => JSON.stringify({ context: { targetingKey: n, list: [n, -0], n } })),
    ),
  ],
  {
    arbitrary: sort(
      { what: 'much, and all of it allowed', wanted: 'taken' },
      fc.constant(JSON.stringify({ context: costlyContext })),
    ),
    weight: 5,
  },
  {
    arbitrary: sort(
      { what: 'any JSON', wanted: 'either' },
      fc.json().map(json => `{"context":${json}}`),
    ),
    weight: 4,
  },
)

const flagsOf = (count: number, one: (index: number) => unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`import-${index}`, one(index)]))
const longName = (index: number) => `${'n'.repeat(190)}${index}`

/** Whole files of flagd. */
export const hostileDocuments: fc.Arbitrary<Hostile> = fc.oneof(
  sort(
    'rules in a circle',
    fc.integer({ min: 1, max: 900 }).map(count =>
      JSON.stringify({
        flags: {},
        $evaluators: Object.fromEntries(
          Array.from({ length: count }, (_, index) => [`e${index}`, { or: [{ $ref: `e${(index + 1) % count}` }] }]),
        ),
      }),
    ),
    { where: /\$evaluators\.e/ },
  ),
  sort(
    { what: 'a chain of a thousand rules, the last one first', wanted: 'taken' },
    fc.constant(
      JSON.stringify({
        flags: flagsOf(1, () => ({ ...sound, targeting: { if: [{ $ref: 'e0' }, 'on', 'off'] } })),
        $evaluators: Object.fromEntries(
          Array.from({ length: 1_000 }, (_, index) => [
            `e${index}`,
            index === 999 ? true : { or: [{ $ref: `e${index + 1}` }] },
          ]),
        ),
      }),
    ),
  ),
  sort(
    { what: 'rules that double with every step', wanted: 'taken' },
    fc.constant(
      JSON.stringify({
        flags: flagsOf(1, () => ({ ...sound, targeting: { if: [{ $ref: 'e0' }, 'on', 'off'] } })),
        $evaluators: Object.fromEntries(
          Array.from({ length: 60 }, (_, index) => [
            `e${index}`,
            index === 59 ? { var: 'a' } : { or: [{ $ref: `e${index + 1}` }, { $ref: `e${index + 1}` }] },
          ]),
        ),
      }),
    ),
  ),
  sort(
    { what: 'thousands of flags that refer to what is not there', wanted: 'taken' },
    fc.constant(
      JSON.stringify({
        flags: flagsOf(5_000, index => ({ ...sound, targeting: { $ref: longName(index + 5_000) } })),
        $evaluators: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [longName(index), true])),
      }),
    ),
  ),
  sort(
    'thousands of mistakes',
    fc.constant(
      JSON.stringify({
        flags: flagsOf(2_000, () => ({ state: 'ON', variants: flagsOf(100, index => (index % 2 ? 1 : 'x')) })),
      }),
    ),
    { where: /flags/ },
  ),
  sort('too many flags', fc.constant(JSON.stringify({ flags: flagsOf(10_001, () => sound) })), { where: /flags/ }),
  sort(
    'a key twice, or none',
    fc
      .constantFrom<unknown[]>(
        [
          { key: 'a', ...sound },
          { key: 'a', ...sound },
        ],
        [sound],
        [{ key: 5, ...sound }],
        [7],
      )
      .map(flags => JSON.stringify({ flags })),
    { where: /flags\[/ },
  ),
  sort(
    'a name of the prototype as a key',
    forbidden.map(name => `{"flags":{${name}:${JSON.stringify(sound)}}}`),
    { where: /flags\.(__proto__|constructor|prototype)/ },
  ),
  sort('nine megabytes', fc.constant(JSON.stringify({ flags: {}, more: 'x'.repeat(9 * mebibyte) })), { where: /body/ }),
  {
    arbitrary: hostileDefinitions.map(one => ({ ...one, text: `{"flags":{"import-0":${one.text}}}` })),
    weight: 6,
  },
)

/** Rules that flags share. */
export const hostileSegments: fc.Arbitrary<Hostile> = fc.oneof(
  sort(
    'a rule too deep',
    fc.tuple(fc.constantFrom(...ways), size).map(([way, more]) => `{"rule":${deep(201 + more, way)}}`),
    { where: /\$evaluators/ },
  ),
  sort(
    'a name of the prototype',
    forbidden.map(name => `{"rule":{"if":[{${name}:1}]}}`),
    { where: /\$evaluators/ },
  ),
  sort('itself', fc.constant('{"rule":{"!":[{"$ref":"spare"}]}}'), { where: /\$evaluators/ }),
  sort(
    'a reason that is none',
    fc.constantFrom<unknown>(5, {}, 'x'.repeat(mebibyte), 'a\0b').map(reason => JSON.stringify({ rule: true, reason })),
    { where: /reason/ },
  ),
  sort(
    'no JSON',
    fc.constantFrom('', '{', '{"rule":NaN}', '[]').map(text => text),
    { where: /body/ },
  ),
  sort(
    { what: 'rubbish as a rule', wanted: 'either' },
    hostileRules.map(one => JSON.stringify({ rule: one })),
  ),
)
