import { feedFreshMs, freshness, microsoftState, postsShape, readPortal, readPosts } from './microsoft/posts.ts'
import { type Adapter, component, type Document, type ReadContext, reading, unreadable } from './reading/adapter.ts'
import { oneLine, timeOf } from './reading/fields.ts'
import { decode, parseJson } from './reading/shape.ts'
import { parseFeed } from './reading/xml.ts'

export const m365: Adapter = {
  kind: 'm365',
  summary: 'Microsoft 365 for consumers; what a tenant sees is not public',
  url: 'https://status.cloud.microsoft/api/posts/m365Consumer',
  read: ([document], context) => {
    if (/^\s*</.test(decode(document))) return readRss(document, context)
    const content = parseJson(document)
    return postsShape.fits(content) ? readPosts(content, context) : readPortal(content, context)
  },
}

/** Each item has a `<status>` of its own. */
function readRss(document: Document, context: ReadContext) {
  const { entries, updated } = parseFeed(document)
  if (entries.length === 0) throw unreadable('provider.no-entry')
  const at = timeOf(updated)
  return reading({
    source_updated_at: at,
    components: entries.map(({ id, title, more }) => {
      if (more.status === undefined) throw unreadable('provider.entry-stateless')
      return component({ id, name: oneLine(title), state: microsoftState(more.status, context) })
    }),
    ...freshness(at, context.now, feedFreshMs),
  })
}
