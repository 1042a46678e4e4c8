import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { documentOf } from '../../testing/sample.ts'
import { valueAt } from './embedded-json.ts'
import { oneLine, plainText, states, timeOf } from './fields.ts'
import { decode } from './shape.ts'
import { parseFeed } from './xml.ts'

const bytes = (...body: number[]) => ({ url: 'https://x.test', content_type: null, body: Uint8Array.from(body) })

describe('text is decoded by mark, then by charset, then as UTF-8', () => {
  test('UTF-16 of either order and UTF-8, each with its mark', () => {
    assert.equal(decode(bytes(0xfe, 0xff, 0, 0x7b)), '{')
    assert.equal(decode(bytes(0xff, 0xfe, 0x7b, 0)), '{')
    assert.equal(decode(bytes(0xef, 0xbb, 0xbf, 0x7b)), '{')
  })

  test('the charset of the header, and that of an XML declaration', () => {
    assert.equal(decode({ ...bytes(0xe9), content_type: 'text/html; charset=ISO-8859-1' }), 'é')
    const xml = Buffer.concat([Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>'), Buffer.from([0xe9])])
    assert.match(decode({ ...bytes(), body: xml }), /é$/)
  })

  test('bytes that the charset does not have, and a charset that nobody has, are unreadable', () => {
    assert.throws(() => decode(bytes(0x7b, 0xff)), /is not text in utf-8/)
    assert.throws(
      () => decode({ ...bytes(0x7b), content_type: 'text/html; charset=klingon' }),
      /is not text in klingon/,
    )
  })
})

describe('texts of providers are plain text', () => {
  test('tags go, entities are read, paragraphs stay apart', () => {
    assert.equal(
      plainText('<p>We &amp; you<br>see&nbsp;it&#8217;s</p><p>fixed &#x2713;</p>'),
      'We & you\nsee it’s\nfixed ✓',
    )
  })

  test('scripts, styles and half a tag go altogether', () => {
    assert.equal(plainText('a<script>alert(1)</script>b<style>x{}</style>c<img src=x onerror=alert(1)'), 'a b c')
  })

  test('an entity is not read twice: what was escaped stays text', () => {
    assert.equal(plainText('&amp;lt;script&amp;gt;'), '&lt;script&gt;')
    assert.equal(plainText('&valueof; &amp;'), '&valueof; &')
  })

  test('long texts end with a mark, titles are one line', () => {
    assert.equal(plainText('x'.repeat(10), 5), 'xxxx…')
    assert.equal(oneLine('a<br>b\n\n c'), 'a b c')
  })

  test('whatever comes in, it takes no time and throws nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => typeof plainText(text) === 'string'),
      { seed: 3 },
    )
    assert.equal(plainText('<'.repeat(200_000)), '')
    assert.equal(plainText('<script>'.repeat(50_000)), '')
    assert.equal(plainText('&'.repeat(50_000)).length, 4_000)
  })
})

describe('times', () => {
  const cases: readonly [unknown, string | null][] = [
    ['2026-05-04T12:00:00Z', '2026-05-04T12:00:00.000Z'],
    ['2026-05-04T05:00:00-07:00', '2026-05-04T12:00:00.000Z'],
    ['2026-05-04T12:00:00.1234567+00:00', '2026-05-04T12:00:00.123Z'],
    ['2026-05-04 12:00:00', '2026-05-04T12:00:00.000Z'],
    ['Mon, 04 May 2026 12:00:00 Z', '2026-05-04T12:00:00.000Z'],
    ['Mon, 04 May 2026 05:00:00 PDT', '2026-05-04T12:00:00.000Z'],
    ['Mon May 04 2026 12:00:00 GMT+0000 (Coordinated Universal Time)', '2026-05-04T12:00:00.000Z'],
    ['07/29/2026 20:20 PDT', '2026-07-30T03:20:00.000Z'],
    ['1777896000', '2026-05-04T12:00:00.000Z'],
    [1777896000, '2026-05-04T12:00:00.000Z'],
    [1777896000000, '2026-05-04T12:00:00.000Z'],
    ['0001-01-01T00:00:00+00:00', null],
    ['soon', null],
    ['', null],
    [0, null],
    [Number.NaN, null],
    [null, null],
  ]
  for (const [written, meant] of cases) {
    test(`${JSON.stringify(written)} → ${meant}`, () => assert.equal(timeOf(written), meant))
  }
})

test('a word is known in any spelling, and one that is not known is told', () => {
  const words: string[] = []
  const context = { unknownWord: (word: string) => words.push(word) }
  const stateOf = states({ 'Service Down': 'major_outage' })
  for (const word of ['service_down', 'ServiceDown', 'SERVICE-DOWN'])
    assert.equal(stateOf(word, context), 'major_outage')
  assert.equal(stateOf('Sparkly', context), 'unknown')
  assert.equal(stateOf(undefined, context), 'unknown')
  assert.deepEqual(words, ['Sparkly', 'undefined'])
})

describe('data inside of pages', () => {
  test('brackets and quotes inside of texts do not end it', () => {
    const value = { a: ['}', '"]', { b: '\\"{' }] }
    assert.deepEqual(valueAt(`x${JSON.stringify(value)}y`, 1), value)
  })

  test('data without an end, or elsewhere, is unreadable', () => {
    assert.throws(() => valueAt('{"a": [1, 2', 0), /ends in the middle/)
    assert.throws(() => valueAt('nothing', 0), /no data where it used to be/)
  })
})

describe('feeds', () => {
  test('an RSS and an Atom entry come to the same', () => {
    const rss = parseFeed(
      documentOf(
        '<rss><channel><title>T</title><item><title>A &amp; B</title><link>https://x.test/1</link><guid>1</guid><description>&lt;b&gt;x&lt;/b&gt;</description></item></channel></rss>',
      ),
    )
    const atom = parseFeed(
      documentOf(
        '<feed><title>T</title><entry><id>1</id><title>A &amp; B</title><link rel="alternate" href="https://x.test/1"/><content type="html">&lt;b&gt;x&lt;/b&gt;</content></entry></feed>',
      ),
    )
    for (const { title, entries } of [rss, atom]) {
      assert.equal(title, 'T')
      const [{ id, title: entry, link, html }] = entries as [(typeof entries)[0]]
      assert.deepEqual([id, entry, link, html], ['1', 'A & B', 'https://x.test/1', '<b>x</b>'])
    }
  })

  test('XML of more tags than any feed has, or of one that is longer, is not even parsed', () => {
    const item = '<item><title>a</title></item>'
    const feed = (items: string): string => `<rss><channel>${items}</channel></rss>`
    assert.equal(parseFeed(documentOf(feed(item.repeat(1_000)))).entries.length, 1_000)
    assert.throws(() => parseFeed(documentOf(feed(item.repeat(60_000)))), /has more than 40000 tags/)
    const attributes = Array.from({ length: 20_000 }, (_, at) => `a${at}="1"`).join(' ')
    assert.throws(() => parseFeed(documentOf(`<rss ${attributes}><channel/></rss>`)), /has a tag longer than 65536/)
    assert.throws(
      () => parseFeed(documentOf(`<rss><channel>${'<'.repeat(30_000)}${'x'.repeat(90_000)}`)),
      /a tag longer/,
    )
    const text = `<item><description><![CDATA[${'x'.repeat(100_000)}]]></description></item>`
    assert.equal(parseFeed(documentOf(feed(text))).entries[0]?.html.length, 100_000)
  })

  test('XML that is cut off, grows without end or is deeper than anything is unreadable', () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha">${'abcdefghij'
      .split('')
      .slice(1)
      .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghij'[index]};`.repeat(10)}">`)
      .join('')}]><rss><channel><title>&j;</title></channel></rss>`
    for (const text of ['<rss><channel><title>T', '<rss/><rss/>', 'text', '<a>'.repeat(5_000) + '</a>'.repeat(5_000)]) {
      assert.throws(() => parseFeed(documentOf(text)), /XML|neither RSS nor Atom/, text.slice(0, 30))
    }
    const before = process.memoryUsage().heapUsed
    try {
      assert.ok(parseFeed(documentOf(laughs)).title.length < 100_000)
    } catch (thrown) {
      assert.match(String(thrown), /XML/)
    }
    assert.ok(process.memoryUsage().heapUsed - before < 100_000_000)
  })
})
