import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { PublicStatus } from '../status/public-status.ts'
import { sampleAnnouncements } from '../testing/sample-notices.ts'
import { samplePage } from '../testing/sample-page.ts'
import { nothingKnown, sampleIncident, sampleNow, sampleOutage, sampleStatus } from '../testing/sample-status.ts'
import { feedView } from './feed.ts'

const site = { url: 'https://status.example.com' }
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: name => /^(entry|item)$/.test(name),
})

function read(status: PublicStatus, address: '/feed.atom' | '/feed.rss', language: 'en' | 'fr' = 'en') {
  const rendered = feedView.pages(status, { changed: 1, minute: 1 }).find(one => one.address === address)
  const text = rendered?.render(samplePage(status, language, site)).text ?? ''
  assert.equal(XMLValidator.validate(text), true)
  return parser.parse(text)
}

const hostile = sampleIncident(1, {
  title: '<script>alert(1)</script> ]]> & \u0007"é"',
  updates: [
    { at: '2026-11-20T10:00:00.000Z', kind: 'update', status: 'monitoring', message: 'a < b\n</content>&amp;\u0000' },
  ],
})
const status: PublicStatus = { ...sampleStatus(3), latest: [sampleOutage, hostile, ...sampleStatus(3).recent] }

test('an Atom feed has what RFC 4287 wants, an entry per incident, the newest word first', () => {
  const { feed } = read(status, '/feed.atom')
  assert.equal(feed.id, 'https://status.example.com/feed.atom')
  assert.equal(feed['xml:lang'], 'en')
  assert.equal(feed.updated, sampleOutage.updates[0]?.at)
  assert.deepEqual(
    feed.link.map((link: { rel: string; href: string }) => `${link.rel} ${link.href}`),
    ['self https://status.example.com/feed.atom', 'alternate https://status.example.com/'],
  )
  const [first] = feed.entry
  assert.equal(first.title, 'API Production is down')
  assert.equal(first.link.href, `https://status.example.com/incidents/${sampleOutage.number}`)
  assert.match(first.id, /^urn:/)
  for (const entry of feed.entry) assert.ok(Date.parse(entry.updated) >= Date.parse(entry.published), entry.title)
})

test('an RSS feed has what RSS 2.0 wants, with the same entries', () => {
  const { rss } = read(status, '/feed.rss')
  assert.equal(rss.version, '2.0')
  assert.equal(rss.channel.link, 'https://status.example.com/')
  assert.equal(rss.channel.lastBuildDate, new Date(sampleOutage.updates[0]!.at).toUTCString())
  const { feed } = read(status, '/feed.atom')
  assert.deepEqual(
    rss.channel.item.map((item: { title: string; guid: { '#text': string } }) => [item.title, item.guid['#text']]),
    feed.entry.map((entry: { title: string; id: string }) => [entry.title, entry.id]),
  )
})

test('the content is HTML of its own: what people wrote is text in it, and line breaks stay', () => {
  const { feed } = read(status, '/feed.atom')
  const entry = feed.entry.find((one: { title: string }) => one.title.includes('script'))
  assert.equal(entry.title, '<script>alert(1)</script> ]]> & "é"')
  assert.equal(entry.content.type, 'html')
  assert.match(entry.content['#text'], /a &lt; b<br>&lt;\/content&gt;&amp;amp;<\/p>$/)
})

test('a feed speaks the language of its address, in its typography', () => {
  const { feed } = read(status, '/feed.atom', 'fr')
  assert.equal(feed.id, 'https://status.example.com/fr/feed.atom')
  assert.equal(feed.entry[0].title, 'API Production est en panne')
  assert.match(feed.entry[0].content['#text'], /Services touchés\u00a0: <span lang="en">API Production et Paiement/)
})

test('a feed without entries is a valid one', () => {
  assert.equal(read(nothingKnown, '/feed.atom').feed.updated, new Date(sampleNow).toISOString())
  assert.ok(read(nothingKnown, '/feed.rss').rss.channel.title)
})

test('what is announced is an entry too', () => {
  const { feed } = read({ ...status, announcements: sampleAnnouncements }, '/feed.atom')
  const entry = feed.entry.find((one: { title: string }) => one.title === 'Soldes d’hiver')
  assert.equal(entry.published, sampleAnnouncements[0]?.published_at)
  assert.match(entry.content['#text'], /lenteurs jeudi matin\.<br>Nous avons/)
})

test('thirty entries are enough', () => {
  const latest = Array.from({ length: 50 }, (_, index) => sampleIncident(index))
  assert.equal(read({ ...status, latest }, '/feed.rss').rss.channel.item.length, 30)
})
