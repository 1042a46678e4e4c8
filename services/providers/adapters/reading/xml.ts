import type { XMLParser } from 'fast-xml-parser'
import { lazyRequire } from '../../../../kit/runtime/lazy-require.ts'
import { type Document, Unreadable, unreadable } from './adapter.ts'
import { decode } from './shape.ts'

/** One entry of an RSS or Atom feed; texts are HTML as it came. */
export type FeedEntry = {
  readonly id: string
  readonly title: string
  readonly html: string
  readonly link: string | null
  readonly published: string | null
  readonly updated: string | null
  readonly categories: readonly string[]
  /** Other elements by their name. */
  readonly more: Readonly<Record<string, string>>
}
export type ParsedFeed = {
  readonly title: string
  readonly updated: string | null
  readonly entries: readonly FeedEntry[]
}

type Element = Readonly<Record<string, unknown>>

const xml = lazyRequire<typeof import('fast-xml-parser')>('fast-xml-parser')

const options: ConstructorParameters<typeof XMLParser>[0] = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  processEntities: { enabled: true, maxTotalExpansions: 100_000, maxExpandedLength: 8_388_608 },
  isArray: name => ['item', 'entry', 'category', 'link'].includes(name),
}

/** RSS 2.0 or Atom. A document that is cut off or not well-formed is unreadable as a whole. */
export function parseFeed(document: Document): ParsedFeed {
  const root = parseXml(decode(document))
  if (isElement(root.rss) && isElement(root.rss.channel)) return rss(root.rss.channel)
  if (isElement(root.feed)) return atom(root.feed)
  throw unreadable('provider.no-feed', { root: Object.keys(root)[0] ?? 'missing' })
}

/** A thousand entries and more; reading as many as fit into the largest document would keep everybody else waiting. */
const mostTags = 40_000
/** Of one tag, whose attributes a parser compares with each other. */
const longestTag = 65_536

/** Looks at each character once, before a parser makes something of them. */
function requireReadable(text: string): void {
  let close = -1
  let tags = 0
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    tags += 1
    if (tags > mostTags) throw unreadable('provider.tags', { limit: mostTags })
    if (close < at) close = text.indexOf('>', at)
    if (close === -1) close = text.length
    // What stands in comments and in CDATA is text.
    if (close - at > longestTag && text[at + 1] !== '!') throw unreadable('provider.long-tag', { limit: longestTag })
  }
}

function parseXml(text: string): Element {
  requireReadable(text)
  const { XMLParser, XMLValidator } = xml()
  try {
    const valid = XMLValidator.validate(text)
    if (valid === true) return new XMLParser(options).parse(text)
    throw unreadable('provider.not-xml', { problem: valid.err.msg })
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw thrown
    throw unreadable('provider.xml-unreadable')
  }
}

function rss(channel: Element): ParsedFeed {
  return {
    title: textOf(channel.title),
    updated: textOf(channel.lastBuildDate) || textOf(channel.pubDate) || null,
    entries: listOf(channel.item).map(item => ({
      id: textOf(item.guid) || textOf(item.link) || textOf(item.title),
      title: textOf(item.title),
      html: textOf(item['content:encoded']) || textOf(item.description),
      link: textOf(item.link) || null,
      published: textOf(item.pubDate) || null,
      updated: null,
      categories: textsOf(item.category),
      more: texts(item),
    })),
  }
}

function atom(feed: Element): ParsedFeed {
  return {
    title: textOf(feed.title),
    updated: textOf(feed.updated) || null,
    entries: listOf(feed.entry).map(entry => ({
      id: textOf(entry.id) || textOf(entry.title),
      title: textOf(entry.title),
      html: textOf(entry.content) || textOf(entry.summary),
      link: hrefOf(entry.link),
      published: textOf(entry.published) || null,
      updated: textOf(entry.updated) || null,
      categories: listOf(entry.category).map(one => textOf(one['@term'])),
      more: texts(entry),
    })),
  }
}

const isElement = (value: unknown): value is Element =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): Element[] =>
  Array.isArray(value) ? value.filter(isElement) : isElement(value) ? [value] : []

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (Array.isArray(value)) return textOf(value[0])
  return isElement(value) ? textOf(value['#text']) : ''
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(textOf).filter(Boolean)

function hrefOf(links: unknown): string | null {
  const link = listOf(links).find(one => (one['@rel'] ?? 'alternate') === 'alternate') ?? listOf(links)[0]
  return link ? textOf(link['@href']) || null : null
}

const texts = (element: Element): Record<string, string> =>
  Object.fromEntries(
    Object.entries(element).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
