import fc from 'fast-check'

/** A JSON Schema as it stands in the API document. */
export type Schema = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** Stands for something that exists; whoever sends it puts its name in, the `at`-th of its collection. */
export type Known = { readonly known: string; readonly at: number }
export const isKnown = (value: unknown): value is Known =>
  typeof value === 'object' && value !== null && 'known' in value && 'at' in value

/** Where what a field names is listed. */
const collections: Readonly<Record<string, string>> = {
  ...{ component: '/api/v1/components', components: '/api/v1/components', followed_components: '/api/v1/components' },
  ...{
    depends_on: '/api/v1/components',
    user_id: '/api/v1/users',
    actor: '/api/v1/users',
    provider: '/api/v1/csp/providers',
  },
  ...{
    into: '/api/v1/incidents',
    to: '/api/v1/incidents',
    other: '/api/v1/incidents',
    incident_id: '/api/v1/incidents',
  },
}
export const known = (collection: string): fc.Arbitrary<unknown> => fc.nat(20).map(at => ({ known: collection, at }))

// Nobody answers there, and the last are never asked at all: nothing that is sent may make the program ask somebody foreign.
const addresses = fc.constantFrom(
  ...[
    'http://127.0.0.1:1/',
    'https://127.0.0.1:1/x?a=b#c',
    'http://[::1]:1',
    'http://localhost:1/%00',
    'http://0.0.0.0:1',
  ],
  ...['http://user:secret@127.0.0.1:1', 'http://2130706433:1', 'http://169.254.169.254/latest', 'http://[fe80::1]/'],
)
const noAddresses = fc.constantFrom(
  'http://',
  'https://:0',
  'javascript:alert(1)',
  'file:///etc/passwd',
  '//x',
  'http://[',
  '',
)

/** What a field of this name means, whatever it holds. */
const meanings: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  url: fc.oneof({ arbitrary: addresses, weight: 4 }, noAddresses),
  host: mostly(fc.constant('127.0.0.1'), ['localhost', '::1', '169.254.169.254', '0.0.0.0', '', ' ', '[']),
  server: mostly(fc.constant('127.0.0.1:1'), ['127.0.0.1', '', '127.0.0.1:0', ':']),
  email: mostly(
    fc.nat(500).map(n => `p${n}@example.test`),
    ['a@b', '@', 'a b@c.d', `${'x'.repeat(64)}@y.test`],
  ),
  cursor: fc.oneof(fc.integer().map(String), fc.base64String({ maxLength: 40 }), fc.string({ maxLength: 20 })),
  time_zone: mostly(fc.constantFrom('Europe/Paris', 'UTC'), ['Mars/Olympus', '../etc/passwd', '+25:00']),
  starts_at: mostly(fc.constant('2030-01-06T01:00:00Z'), ['2030-02-30T00:00:00Z', '9999-12-31T23:59:59Z']),
  ends_at: mostly(fc.constant('2030-01-06T05:00:00.000Z'), ['2001-01-01T00:00:00Z', '2030-01-06T01:00:00+14:00']),
  recurrence: mostly(fc.constant('FREQ=WEEKLY;BYDAY=SU'), ['FREQ=SECONDLY', 'FREQ=DAILY;COUNT=-1', 'FREQ=', 'RRULE']),
  conditions: fc.array(
    mostly(fc.constant('response_ms < 500'), ['body matches (a+)+$', '==', 'body.a.b[0] contains 1e999']),
    { maxLength: 3 },
  ),
  interval: mostly(fc.constantFrom(3_600, '1h'), [0, -1, 1e12, '1y', 'NaN']),
  timeout: mostly(fc.constantFrom(5, '2s'), [0, -1, 1e12, '1y', 'NaN']),
  every: mostly(fc.constantFrom(3_600, '24h'), [0, -1, 1e12, '1y', 'NaN']),
  degraded_above: mostly(fc.constantFrom(500, '1s'), [0, -1, '1 parsec', null]),
}

function mostly(good: fc.Arbitrary<unknown>, bad: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: good, weight: 6 }, fc.constantFrom(...bad))
}

const odd = fc.constantFrom<unknown>(
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udfff\ud800',
    '\u202e\ufeff',
    'ﷺ'.repeat(200),
    'x'.repeat(3_000),
    '../../etc/passwd',
  ],
  ...[
    "'; DROP TABLE users; --",
    '<script>alert(1)</script>',
    '{{7*7}}#{7*7}',
    '%00%0a%n',
    '\r\nSet-Cookie: a=b',
    'null',
    'NaN',
  ],
  ...[null, true, false, 0, -0, -1, 1.5, 1e308, -1e308, 2 ** 53, 5e-324, [], {}, [[]], [null]],
  ...[
    '2026-02-30T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '2026-01-01',
    '-271821-04-20T00:00:00Z',
    'Infinity',
  ],
  ...[{ toString: 'x' }, { length: -1 }, { $ne: null }, { constructor: { prototype: { admin: true } } }],
  nested(200),
)
const anything = fc.oneof(
  { arbitrary: odd, weight: 3 },
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let at = 0; at < depth; at++) value = at % 2 ? [value] : { a: value }
  return value
}

/** A value that the schema takes, or nearly. */
export function fitting(schema: Schema, name = ''): fc.Arbitrary<unknown> {
  const { enum: words, anyOf, format } = schema
  const collection = schema.type === 'array' ? undefined : collections[name]
  if (words) return fc.constantFrom(...words)
  if ('const' in schema) return fc.constant(schema.const)
  if (name in meanings && meanings[name]) return meanings[name]
  if (anyOf) return fc.oneof(...anyOf.map(one => fitting(one, name)))
  if (collection) return known(collection)
  if (format === 'date-time') return times
  if (schema.type === 'object') return fittingObject(schema)
  if (schema.type === 'array') return fc.array(fitting(schema.items ?? {}, name), { maxLength: 4 })
  if (schema.type === 'string') return text(schema)
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'integer' || schema.type === 'number') {
    const { minimum = -1_000, maximum = 100_000 } = schema
    return fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) })
  }
  return schema.type === 'null' ? fc.constant(null) : fc.jsonValue({ maxDepth: 2 })
}

const times = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map(date => date.toISOString())

function text({ pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (pattern && !pattern.includes('@')) {
    try {
      return fc.stringMatching(new RegExp(pattern), { maxLength: Math.min(maxLength, 60) })
    } catch {
      // One that the generator cannot read: what comes out is refused, as most of it should be.
    }
  }
  const longest = Math.max(minLength, Math.min(maxLength, 60))
  return fc.string({ minLength, maxLength: longest, unit: 'grapheme' })
}

/** With what must be there and a few of the fields that may be: with all of them one would mostly be wrong. */
function fittingObject({ properties = {}, required = [] }: Schema): fc.Arbitrary<Record<string, unknown>> {
  const all = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, fitting(one, name)]))
  const optional = Object.keys(properties).filter(name => !required.includes(name))
  return fc
    .tuple(
      fc.record(all, { noNullPrototype: true }),
      fc.subarray(optional, { maxLength: Math.min(3, optional.length) }),
    )
    .map(([fields, chosen]) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => required.includes(name) || chosen.includes(name))),
    )
}

/** One thing is wrong with it: a field too few, one too many, one of another sort. */
export function spoilt(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const extra = fc.constantFrom('__proto__', 'constructor', 'toString', 'id', 'role', 'service', '', 'a.b', '\0')
  return fc
    .tuple(value, fc.nat(), fc.constantFrom('less', 'more', 'other'), extra, anything)
    .map(([good, at, how, name, bad]) => {
      if (!isObject(good)) return bad
      const keys = Object.keys(good)
      const key = keys[at % Math.max(1, keys.length)]
      if (how === 'more' || key === undefined) return Object.fromEntries([...Object.entries(good), [name, bad]])
      if (how === 'less') return Object.fromEntries(Object.entries(good).filter(([one]) => one !== key))
      // Where it may ask somebody, nothing may stand that could be the name of somebody.
      return ['url', 'host', 'server'].includes(key) ? good : { ...good, [key]: bad }
    })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is sent instead of JSON that fits: [content type, body]. */
export const rubbish: fc.Arbitrary<readonly [string, string]> = fc.tuple(
  fc.constantFrom(
    ...[
      'application/json',
      'application/json; charset=utf-16',
      'application/x-www-form-urlencoded',
      'text/plain',
      'text/xml',
    ],
    ...[
      'multipart/form-data; boundary=x',
      'multipart/form-data',
      'application/octet-stream',
      '',
      ';;;',
      'application/json\\x',
    ],
  ),
  fc.oneof(
    anything.map(value => JSON.stringify(value) ?? ''),
    fc.constantFrom(
      '{',
      '{"a":',
      '[1,2',
      'nul',
      '{"a":1}{"b":2}',
      '\ufeff{}',
      '"\\ud800"',
      '[NaN]',
      '{"__proto__":{"role":"admin"}}',
    ),
    fc.constantFrom(
      'title=x&impact=minor',
      'a=b&a=c&__proto__=d',
      '--x\r\n\r\n--x--',
      '<a/>',
      `${'['.repeat(5_000)}`,
      '%',
    ),
  ),
)

/** Pairs, so that a key may come twice. */
export function queryOf(
  schemas: Readonly<Record<string, Schema>>,
): fc.Arbitrary<readonly (readonly [string, unknown])[]> {
  const names = Object.keys(schemas)
  const name = names.length > 0 ? fc.constantFrom(...names) : fc.constantFrom('limit', '__proto__', 'x')
  const pair = name.chain(one => fc.tuple(fc.constant(one), fc.oneof(fitting(schemas[one] ?? {}, one), anything)))
  return fc.array(pair, { maxLength: 3 })
}

export const segment = fc.oneof(
  fc.constantFrom(
    'nothing',
    '0',
    '-1',
    'null',
    '__proto__',
    'constructor',
    '..',
    '%2e%2e',
    '%00',
    '%',
    '%zz',
    '%ed%a0%80',
    'é',
    'a%2Fb',
  ),
  fc.string({ minLength: 1, maxLength: 40 }).map(one => encodeURIComponent(one)),
  fc.constant('x'.repeat(400)),
)
