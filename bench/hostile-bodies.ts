import { gzipSync } from 'node:zlib'
import type { RawRequest } from './raw-exchange.ts'

/** Something that is sent to every route, whoever asks. */
export type Hostile = {
  readonly name: string
  /** Lines of the head beside those that say where and who. */
  readonly lines: readonly string[]
  /** Behind the address. */
  readonly query?: string
} & Omit<RawRequest, 'head'>

const mebibyte = 1_048_576
const partBytes = 65_536
const json = 'content-type: application/json'

function partsOf(text: string | Buffer): readonly Buffer[] {
  const bytes = Buffer.from(text)
  const count = Math.ceil(bytes.length / partBytes)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * partBytes, (at + 1) * partBytes))
}

function announced(name: string, text: string | Buffer, lines: readonly string[] = [json]): Hostile {
  const body = partsOf(text)
  return { name, body, lines: [...lines, `content-length: ${Buffer.byteLength(text)}`] }
}

function chunked(name: string, text: string, lines: readonly string[] = [json]): Hostile {
  const body = partsOf(text).flatMap(part => [
    Buffer.from(`${part.length.toString(16)}\r\n`),
    part,
    Buffer.from('\r\n'),
  ])
  return { name, body: [...body, Buffer.from('0\r\n\r\n')], lines: [...lines, 'transfer-encoding: chunked'] }
}

const listOf = (value: string, bytes: number): string => `[${`${value},`.repeat(bytes / (value.length + 1))}${value}]`
const keys = (count: number, inner = '1'): string =>
  `{${Array.from({ length: count }, (_, at) => `"k${at}":${inner}`).join()}}`
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const form = 'content-type: application/x-www-form-urlencoded'
const parts = 'content-type: multipart/form-data; boundary=x'
const part = '--x\r\ncontent-disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n'
const megabyte = listOf('{}', mebibyte)
const twenty = listOf('{}', 20 * mebibyte)

/** The four that every route must stand, whoever asks, and the ways of sending them. */
export function largeBodies(): readonly Hostile[] {
  const million = keys(1_000_000)
  return [
    announced('1 MB', megabyte),
    announced('20 MB', twenty),
    announced('100,000 levels', nested(100_000)),
    announced('100,000 levels of objects', objects(100_000)),
    announced('1,000,000 keys', million),
    announced('1,000,000 values', listOf('1', 2_000_000)),
    {
      ...announced('20 MB, asked first', twenty),
      waits: true,
      lines: [...announced('', twenty).lines, 'expect: 100-continue'],
    },
    {
      ...announced('1 MB, asked first', megabyte),
      waits: true,
      lines: [...announced('', megabyte).lines, 'expect: 100-continue'],
    },
    chunked('20 MB without a length', twenty),
    chunked('1,000,000 keys without a length', million),
  ]
}

/** Bodies that lie, that are packed, or that are as much as is taken. */
export function oddBodies(): readonly Hostile[] {
  const bomb = gzipSync(Buffer.alloc(50 * mebibyte))
  const context = (inner: string): string => `{"context":{"targetingKey":"u","a":${inner}}}`
  return [
    { name: 'more than its length', body: partsOf(megabyte), lines: [json, 'content-length: 10'] },
    { name: 'less than its length', body: partsOf('{"a":1'), lines: [json, 'content-length: 50000'], ends: true },
    { name: 'two lengths', body: partsOf('{}'), lines: [json, 'content-length: 2', 'content-length: 3'] },
    {
      name: 'length and chunks',
      body: partsOf('0\r\n\r\n'),
      lines: [json, 'content-length: 9', 'transfer-encoding: chunked'],
    },
    { name: 'a length that is no number', body: [], lines: [json, 'content-length: 1e9'] },
    {
      name: 'a length beyond all numbers',
      body: partsOf(megabyte),
      lines: [json, 'content-length: 99999999999999999999'],
    },
    {
      name: 'a chunk that is larger than it says',
      body: partsOf('2\r\n{}{}\r\n0\r\n\r\n'),
      lines: [json, 'transfer-encoding: chunked'],
    },
    {
      name: 'chunks of one byte',
      body: partsOf('1\r\n[\r\n'.repeat(100_000)),
      lines: [json, 'transfer-encoding: chunked'],
      ends: true,
    },
    {
      name: 'chunks with long extensions',
      body: partsOf(`1;${'x'.repeat(8_000)}\r\n[\r\n`.repeat(40)),
      lines: [json, 'transfer-encoding: chunked'],
      ends: true,
    },
    announced('packed', bomb, [json, 'content-encoding: gzip']),
    announced('packed twice', gzipSync(bomb), [json, 'content-encoding: gzip, gzip']),
    announced('packed by another name', bomb, [json, 'content-encoding: br']),
    announced('a form of a megabyte', 'a=1&'.repeat(mebibyte / 4), [form]),
    announced('a form of many fields', `${'a&'.repeat(30_000)}`, [form]),
    announced('a form of one long field', `a=${'%61'.repeat(20_000)}`, [form]),
    announced('a form of many parts', part.repeat(200_000), [parts]),
    announced('many parts, within limits', part.repeat(200), [parts]),
    announced('text, not JSON', megabyte, ['content-type: text/plain']),
    announced('no type at all', megabyte, []),
    announced('JSON in UTF-16', Buffer.from(megabyte, 'utf16le'), ['content-type: application/json; charset=utf-16le']),
    announced('as many values as are taken', keys(9_000)),
    announced('as deep as is taken', objects(60)),
    announced('a text of 64 KB', JSON.stringify({ a: 'é'.repeat(30_000), email: `${'a'.repeat(4_000)}@` })),
    announced('a text of a megabyte', JSON.stringify({ a: 'x'.repeat(mebibyte - 100) })),
    announced('names of a megabyte', JSON.stringify({ ['x'.repeat(60_000)]: 1 })),
    announced('escaped signs', `{"a":"${'\\u0061'.repeat(10_000)}"}`),
    announced('a number of many digits', `{"a":1${'0'.repeat(60_000)}}`),
    announced('a context of many values', context(listOf('1', 99_000))),
    announced('a deep context', context(nested(990))),
    announced('a context of a megabyte', context(`"${'x'.repeat(mebibyte - 200)}"`)),
  ]
}

/** Heads that are long, or longer than is taken. */
export function longHeads(): readonly Hostile[] {
  const nothing = { body: [], lines: [] } as const
  const line = (name: string, value: string): Hostile => ({
    ...nothing,
    name: `a long ${name}`,
    lines: [`${name}: ${value}`],
  })
  const times = (text: string): string => text.repeat(15_000 / text.length)
  return [
    { ...nothing, name: '1,000,000 query parameters', query: `?${'a=1&'.repeat(1_000_000)}` },
    { ...nothing, name: 'as many query parameters as fit', query: `?${times('a&')}` },
    { ...nothing, name: 'the same query parameter as often as fits', query: `?${times('limit=1&')}` },
    { ...nothing, name: 'a long cursor', query: `?cursor=${times('eyJ')}&limit=1` },
    { ...nothing, name: 'escaped signs in the query', query: `?limit=${times('%61')}` },
    { ...nothing, name: 'a head of 64 KB', lines: [`x: ${'y'.repeat(65_536)}`] },
    { ...nothing, name: '5,000 lines', lines: Array.from({ length: 5_000 }, (_, at) => `x${at}: y`) },
    line('cookie', times('a=b; ')),
    line('x-forwarded-for', times('1.2.3.4, ')),
    line('forwarded', times('for=1.2.3.4, ')),
    line('accept-language', times('fr;q=0.1,')),
    line('accept', times('text/html;q=0.1,')),
    line('if-none-match', times('"a", ')),
    line('last-event-id', times('1')),
    line('content-type', `application/json;${times(' a=b;')}`),
    line('range', `bytes=${times('0-1,')}0-1`),
    line('host', times('a.')),
  ]
}

/** What stands where a token should. */
export const hostileTokens: readonly (readonly [name: string, line: string])[] = [
  ['a long token', `authorization: Bearer ${'a.'.repeat(7_000)}`],
  ['a token with a deep head', `authorization: Bearer ${Buffer.from(nested(5_000)).toString('base64url')}.e30.AA`],
  ['a long password', `authorization: Basic ${Buffer.from(`a:${'b'.repeat(10_000)}`).toString('base64')}`],
  ['a key of nobody', `authorization: Bearer vg_${'a'.repeat(10_000)}`],
  ['a token in a cookie', `cookie: ${'vigie_session=a; '.repeat(900)}`],
]
