import { type Static, Type } from 'typebox'
import { azureRegions } from './azure/regions.ts'
import { feedFreshMs, freshness, postsShape, readPosts } from './microsoft/posts.ts'
import {
  type Adapter,
  component,
  type Document,
  incident,
  type ReadContext,
  reading,
  unreadable,
} from './reading/adapter.ts'
import { earliestOf, oneLine, plainText, states, timeOf } from './reading/fields.ts'
import { decode, parseJson, shape } from './reading/shape.ts'
import { type FeedEntry, parseFeed } from './reading/xml.ts'

const Health = Type.Object({ health: Type.String() })
/** https://status.dev.azure.com/_apis/status/health */
const DevOps = Type.Object({
  status: Health,
  services: Type.Array(
    Type.Object({
      id: Type.String(),
      geographies: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), health: Type.String() })),
    }),
    { minItems: 1 },
  ),
})
const devOpsShape = shape('the health of Azure DevOps', DevOps)
const healthState = states({
  healthy: 'operational',
  advisory: 'degraded',
  degraded: 'degraded',
  unhealthy: 'major_outage',
})

const statement = 'https://status.cloud.microsoft/api/posts/azure'

export const azure: Adapter = {
  kind: 'azure',
  summary: 'Microsoft Azure: wide incidents only, as its public feed has no others; and Azure DevOps',
  // Not status.azure.com: what that answers depends on where one asks, and once it was empty during an outage.
  url: 'https://rssfeed.azure.status.microsoft/en-us/status/feed',
  ways: url => [[{ url }, ...(url === azure.url ? [{ url: statement, optional: true }] : [])]],
  read: (documents, context) => {
    const parts = documents.map(document => readOne(document, context))
    const feed = parts.find(({ decided_by }) => decided_by === 'incidents')
    const other = parts.find(({ decided_by }) => decided_by === 'components')
    const only = feed ?? other
    if (!only) throw unreadable('provider.nothing-fetched')
    if (!feed || !other) return only
    const expires_at = earliestOf(feed.expires_at, other.expires_at)
    return { ...feed, stated: other.stated, expires_at, doubts: [...feed.doubts, ...other.doubts] }
  },
}

function readOne(document: Document, context: ReadContext) {
  if (/^\s*</.test(decode(document))) return readRss(document, context)
  const content = parseJson(document)
  return postsShape.fits(content) ? readPosts(content, context) : readDevOps(devOpsShape.of(content), context)
}

function readRss(document: Document, { now }: ReadContext) {
  const { title, updated, entries } = parseFeed(document)
  if (!/azure/i.test(title)) throw unreadable('provider.not-azure')
  const at = timeOf(updated)
  return reading({
    decided_by: 'incidents',
    source_updated_at: at,
    guessed: true,
    regions: azureRegions,
    incidents: entries.map(readItem),
    ...freshness(at, now, feedFreshMs),
  })
}

/** The feed has no severity. What is in it is wide, or it would not be in it. */
function readItem(item: FeedEntry) {
  const title = oneLine(item.title)
  const over = /\b(resolved|mitigated)\b/i.test(title)
  const categories = item.categories.map(oneLine)
  const regions = categories.filter(category => azureRegions.includes(category))
  const at = timeOf(item.published)
  return incident({
    id: item.id,
    title,
    phase: over ? 'resolved' : 'investigating',
    impact: over ? 'operational' : 'partial_outage',
    started_at: at,
    updated_at: at,
    url: 'https://azure.status.microsoft/en-us/status',
    components: categories.filter(category => !regions.includes(category)),
    regions,
    updates: [{ at, phase: over ? 'resolved' : 'investigating', text: plainText(item.html) }],
  })
}

function readDevOps({ status, services }: Static<typeof DevOps>, context: ReadContext) {
  return reading({
    stated: healthState(status.health, context),
    components: services.flatMap(service =>
      service.geographies.map(({ id, name, health }) =>
        component({
          id: `${service.id}/${id}`,
          name: oneLine(service.id),
          region: oneLine(name),
          state: healthState(health, context),
        }),
      ),
    ),
  })
}
