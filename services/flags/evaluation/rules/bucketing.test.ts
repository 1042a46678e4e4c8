import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FlagDefinition } from '../../../../contracts/flags/flags.ts'
import { checkDefinition } from '../../definitions/check-definition.ts'
import { Snapshot } from '../snapshot.ts'
import { encodeCbor } from './cbor.ts'
import { bucketOf, murmur3, murmur3Of } from './murmur.ts'

/** JSON → murmur3 of its CBOR, by cbor2 6.2 (canonical) and mmh3 of Python, whole numbers made integers. */
const published: readonly (readonly [json: string, hash: number])[] = [
  ['true', 836216331],
  ['false', 116478471],
  ['0', 1364076727],
  ['-0.0', 1364076727],
  ['1', 3831157163],
  ['23', 3587710546],
  ['24', 1850618976],
  ['255', 2102842189],
  ['256', 2062483401],
  ['65535', 643183154],
  ['65536', 1844358409],
  ['4294967295', 2326533495],
  ['4294967296', 3131679847],
  ['9007199254740992', 1581616925],
  ['1e+19', 2248586490],
  ['18446744073709549568', 2657728186],
  ['1e+20', 3152684119],
  ['-1', 2129959832],
  ['-24', 602572328],
  ['-25', 2734936097],
  ['-256', 1670987771],
  ['-257', 381989758],
  ['-4294967296', 3642989061],
  ['-4294967297', 1342789437],
  ['-9007199254740994', 3316977564],
  ['-9223372036854775808', 345277741],
  ['-1e+19', 2241914100],
  ['0.5', 2277126382],
  ['1.23', 2393468550],
  ['-0.1', 2803098609],
  ['65504.5', 2743390014],
  ['6.103515625e-05', 3625736809],
  ['5.960464477539063e-08', 3845981227],
  ['3.4028234663852886e+38', 1582570431],
  ['3.5e+38', 4379067],
  ['5e-324', 186668877],
  ['""', 661569231],
  ['"a"', 923832745],
  ['"zoë-1"', 3245758990],
  ['"éééééééééééé"', 3234392848],
  [JSON.stringify('x'.repeat(23)), 376359034],
  [JSON.stringify('x'.repeat(24)), 390042729],
  [JSON.stringify('x'.repeat(255)), 3890713403],
  [JSON.stringify('x'.repeat(256)), 612719266],
  ['"😀"', 7891819],
  ['["checkout", "user-1"]', 3114211850],
  ['["checkout", "zoë"]', 2920562955],
  ['[]', 267099677],
  ['{}', 408952885],
  ['{"b": 2, "a": 1}', 3853601438],
  ['{"z": 1, "aa": 2}', 3447691377],
  ['{"ÿ": 1, "aaa": {"b": [null, true, 0.25]}}', 2237703814],
  ['[[[[null]]]]', 2020747641],
]

const enough = () => ({ budget: 1_000_000 })

test('a value is hashed as its deterministic CBOR, as another language does it', () => {
  for (const [json, hash] of published) assert.equal(murmur3Of(encodeCbor(JSON.parse(json), enough())), hash, json)
})

const shares = ['a', 'b', 'c', 'd'].map(variant => [variant, 25])
const variants = { a: 'a', b: 'b', c: 'c', d: 'd', none: 'none' }
const flag = (fractional: unknown, bucketing?: 'v2' | 'v3'): FlagDefinition => ({
  ...{ state: 'ENABLED', variants, defaultVariant: 'none', targeting: { fractional } },
  ...(bucketing ? { bucketing } : {}),
})
const versions = ['v2', 'v3'] as const
const plain = Object.fromEntries(versions.map(version => [`plain-${version}`, flag(shares, version)]))
const byValue = Object.fromEntries(
  versions.map(version => [`by-value-${version}`, flag([{ var: 'account' }, ...shares], version)]),
)
const shared = Object.fromEntries(
  versions.map(version => [`shared-${version}`, { ...flag(shares, version), targeting: { $ref: 'split' } }]),
)

function evaluated(context: Readonly<Record<string, unknown>>) {
  const flags = Object.entries({ ...plain, ...byValue, ...shared, unsaid: flag(shares) })
  const snapshot = new Snapshot({
    ...{ project: 'default', environment: 'production', revision: 1, metadata: undefined },
    flags: flags.map(([key, definition]) => ({ key, definition, prerequisites: [], override: null })),
    segments: new Map([['split', { fractional: shares }]]),
  })
  const evaluation = snapshot.evaluation(context, 0)
  return (key: string) => {
    const parts = snapshot.outcomeOf(key, evaluation)?.parts
    return parts?.error_code ?? parts?.variant
  }
}
const share = (hash: number) => ['a', 'b', 'c', 'd'][Math.floor(bucketOf(hash, 100) / 25)]

test('each flag divides people by the version it has, rules that flags share too', () => {
  for (let index = 0; index < 200; index++) {
    const targetingKey = `zoë-${index}`
    const of = evaluated({ targetingKey, account: index % 2 === 0 ? `k${index}` : 'x' })
    const byCbor = (key: string) => share(murmur3Of(encodeCbor([key, targetingKey], enough())))
    assert.equal(of('plain-v2'), share(murmur3(`plain-v2${targetingKey}`)))
    assert.equal(of('unsaid'), share(murmur3(`unsaid${targetingKey}`)), 'v2 is what flagd does today')
    assert.equal(of('plain-v3'), byCbor('plain-v3'))
    assert.equal(of('shared-v2'), share(murmur3(`shared-v2${targetingKey}`)))
    assert.equal(of('shared-v3'), byCbor('shared-v3'))
  }
})

test('v3 takes any value to divide by, v2 texts alone', () => {
  for (const account of [7, 7.5, true, { id: 7, region: 'eu' }]) {
    const of = evaluated({ account })
    assert.equal(of('by-value-v3'), share(murmur3Of(encodeCbor(account, enough()))), JSON.stringify(account))
    assert.equal(of('by-value-v2'), 'none')
  }
  const text = evaluated({ account: 'k7' })
  assert.equal(text('by-value-v2'), share(murmur3('k7')))
  assert.equal(text('by-value-v3'), share(murmur3Of(encodeCbor('k7', enough()))))
  assert.equal(evaluated({})('by-value-v3'), 'none', 'nothing to divide by')
})

test('who is not named cannot be divided: the default variant in v2, an error in v3', () => {
  for (const context of [{}, { targetingKey: 7 }]) assert.equal(evaluated(context)('plain-v3'), 'TARGETING_KEY_MISSING')
  assert.equal(evaluated({})('plain-v2'), 'none')
})

test('a version that is not known is refused with its place', () => {
  const { definition, problems } = checkDefinition({ ...flag(shares), bucketing: 'v1' }, 'flags.x')
  assert.equal(definition, null)
  assert.deepEqual(
    problems.map(({ path, message, severity }) => [path, message, severity]),
    [['flags.x.bucketing', 'is "v1"; it must be "v2" or "v3"', 'error']],
  )
})
