import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { BodyFacts, conditionProblems, conditionsOf, type Facts, failing } from './conditions.ts'

const words = ['status', 'response_ms', 'body', 'header', 'certificate_days', 'ip']
const body = (text: string, complete = true) => new BodyFacts([Buffer.from(text)], complete)

const json = JSON.stringify({
  status: 'ok',
  load: 0.5,
  drift: 'minus zero',
  error: null,
  ready: true,
  items: [{ name: 'first', tags: ['a', 'b'] }, { name: 'second' }],
  'odd key': { "it's": 1 },
  version: 'v12.3',
}).replace('"minus zero"', '-0.0')
const facts: Facts = {
  status: 200,
  response_ms: 812,
  certificate_days: 20,
  ip: '192.0.2.1',
  header: name => ({ 'content-type': 'application/json', 'x-remaining': '12', empty: '' })[name],
  body: body(json),
}

const found = (text: string, in_: Facts = facts) => firstFalse([text], in_)
const firstFalse = (texts: readonly string[], in_: Facts) => {
  const reason = failing(conditionsOf(texts, words), in_)
  return reason && inEnglish(reason)
}
const problem = (text: string, known = words) => {
  return conditionProblems([text], known)[0]?.message
}

describe('a condition is true', () => {
  for (const text of [
    'status == 200',
    'status != 500',
    'status >= 200',
    '  status<300  ',
    'response_ms > 500',
    'response_ms <= 812.0',
    'certificate_days > 14',
    "ip == '192.0.2.1'",
    "ip contains '192.'",
    'body.status == "ok"',
    "body.status == 'ok'",
    "body.status != 'down'",
    'body.load < 1',
    'body.load == 5e-1',
    'body.drift == 0',
    'body.error == null',
    'body.ready == true',
    "body.items[1].name == 'second'",
    "body['odd key']['it\\u0027s'] == 1".replace("['it\\u0027s']", '["it\'s"]'),
    'body.items.length == 2',
    "body.items[0].tags contains 'b'",
    'body.items[0].tags == ["a", "b"]',
    "body.version matches '^v[0-9]+\\.'",
    "body contains 'second'",
    "body matches '(?i)STATUS'",
    "header.content-type contains 'json'",
    "header.Content-Type == 'application/json'",
    'header.x-remaining > 10',
    'header.x-remaining == 12',
    "header.empty == ''",
  ])
    test(text, () => assert.equal(found(text), null))

  test('body == {…} when the whole JSON is equal, in any order of keys', () => {
    assert.equal(found('body == {"b": [1], "a": 2}', { body: body('{"a":2,"b":[1]}') }), null)
  })
  test('text in single quotes says a single quote twice', () => {
    assert.equal(found("body == 'it''s'", { body: body("it's") }), null)
  })
})

describe('a condition that is false says what was found instead', () => {
  for (const [text, said] of [
    ['response_ms < 500', 'response_ms < 500 is false (was 812)'],
    ["body.status == 'down'", 'body.status == \'down\' is false (was "ok")'],
    ['body.missing == 1', 'body.missing == 1 is false (body has no missing)'],
    ['body.missing != 1', 'body.missing != 1 is false (body has no missing)'],
    ['body.items[7].name == 1', 'body.items[7].name == 1 is false (body has no items.7)'],
    ['body.status.deeper == 1', 'body.status.deeper == 1 is false (body has no status.deeper)'],
    ['body.load == "0.5"', 'body.load == "0.5" is false (was 0.5)'],
    ['body.status < 5', 'body.status < 5 is false (was "ok")'],
    ["header.nope == 'x'", "header.nope == 'x' is false (the answer has no header nope)"],
    ['header.empty > 0', 'header.empty > 0 is false (was "")'],
  ] as const)
    test(text, () => assert.equal(found(text), said))

  test('of several, the first false one is told', () => {
    assert.match(firstFalse(['status == 200', 'status == 201', 'ip == "x"'], facts) ?? '', /^status == 201/)
  })
  test('long values are cut', () => {
    const said = found("body == 'x'", { body: body('y'.repeat(5_000)) }) ?? ''
    assert.ok(said.length < 150, said)
  })
  test('without TLS there are no certificate_days', () => {
    assert.match(found('certificate_days > 1', { status: 200 }) ?? '', /certificate_days is missing/)
  })
  test('a body that is not JSON is called so', () => {
    assert.match(found('body.a == 1', { body: body('<html>') }) ?? '', /not JSON: "<html>"/)
  })
  test('a body that was not read to its end is called so', () => {
    assert.match(found('body.a == 1', { body: body('{"a":1}', false) }) ?? '', /longer than 1 MiB/)
  })
})

test('a path reaches own properties only', () => {
  for (const path of ['constructor', '__proto__', 'toString', 'items.map', 'hasOwnProperty', 'status.length'])
    assert.match(found(`body.${path} != 1`) ?? '', /body has no/, path)
  assert.equal(found('body.__proto__ == 1', { body: body('{"__proto__": 1}') }), null)
})

test('an expression takes time in proportion to the text, whatever it is', () => {
  const begun = process.cpuUsage()
  const hostile = { body: body(`${'a'.repeat(60_000)}b`) }
  for (const expression of ['^(a+)+$', '^(a|a)*$', '(a*)*c', '(.*a){20}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])
    assert.match(found(`body matches '${expression}'`, hostile) ?? 'true', /is false|true/)
  const { user } = process.cpuUsage(begun)
  assert.ok(user < 10_000_000, `${user} µs`)
})

describe('a mistake is told with its column and the nearest right word', () => {
  for (const [text, said] of [
    ['statuss == 200', /^column 1: unknown "statuss", did you mean "status"\?; known are .*header\.<name>/],
    ['response-ms < 5', /did you mean "response_ms"/],
    ['', /^column 1: nothing to compare/],
    ['status = 200', /^column 8: "=" is no operator, did you mean "=="\?/],
    ['status => 200', /did you mean ">="/],
    ['status contain 200', /did you mean "contains"/],
    ['status', /^column 7: an operator is missing/],
    ['status == ', /a value is missing/],
    ['body.status == ok', /^column 16: put text in quotes: 'ok'/],
    ["body.status == 'ok", /is not one value/],
    ['status == 200 and response_ms < 5', /^column 11: 200 and response_ms < 5 is not one value/],
    ['response_ms < 500ms', /write a bare number instead of 500ms/],
    ["status == '200'", /status is compared with a number, without quotes/],
    ["status matches '2..'", /status is a number/],
    ["body.name < 'x'", /< compares with a number/],
    ['body.name matches 5', /matches needs an expression/],
    ["body matches '(?=x)'", /invalid or unsupported Perl syntax/],
    ["body matches '('", /missing closing \)/],
    [`body matches '${'a?'.repeat(251)}'`, /at most 500 characters/],
    ["body matches '(\\pL{1,30}){1,30}'", /too large/],
    ['header == 1', /name the header/],
    ['body..a == 1', /a path goes on with/],
    ['body[x] == 1', /a path goes on with/],
  ] as const)
    test(text, () => assert.match(problem(text) ?? '', said))

  test('a kind offers its own words only', () => {
    assert.match(
      problem('status == 200', ['values', 'response_ms']) ?? '',
      /unknown "status"; known are values, response_ms/,
    )
  })
})

test('whatever is written, the parser gives a condition or a problem, and no condition throws', () => {
  const part = fc.oneof(
    fc.constantFrom(
      ...words,
      'body.a',
      "body['x']",
      'body[0]',
      'header.a',
      '==',
      '<',
      'contains',
      'matches',
      '=',
      "'",
      '"',
    ),
    fc.json(),
    fc.string(),
  )
  const text = fc.array(part, { maxLength: 5 }).map(parts => parts.join(' '))
  fc.assert(
    fc.property(text, fc.json(), (written, answer) => {
      if (problem(written) !== undefined) return
      const said = found(written, { ...facts, body: body(answer) })
      assert.ok(said === null || said.includes('is false ('))
    }),
    { numRuns: 500 },
  )
})

test('every value of a JSON body is found under its path', () => {
  const key = fc.stringMatching(/^[^'"[\]\\\p{C}]{1,8}$/u)
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (path, value) => {
      const nested = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
      const written = `body${path.map(name => `['${name}']`).join('')} == ${JSON.stringify(value)}`
      assert.equal(found(written, { body: body(JSON.stringify(nested)) }), null)
    }),
    { numRuns: 200 },
  )
})
