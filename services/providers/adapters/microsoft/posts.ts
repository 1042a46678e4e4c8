import { type Static, Type } from 'typebox'
import { say } from '../../../../contracts/messages/words.ts'
import { component, type ReadContext, type Reading, reading } from '../reading/adapter.ts'
import { latestOf, oneLine, states, timeOf } from '../reading/fields.ts'
import { shape, text } from '../reading/shape.ts'

const Post = Type.Object({
  Status: Type.String(),
  LastUpdatedTime: Type.String(),
  Message: text,
  Title: text,
  ServiceDisplayName: text,
  ServiceWorkloadName: text,
})
/** `https://status.cloud.microsoft/api/posts/…`: one statement, or one per service. */
export const postsShape = shape(
  'a post of status.cloud.microsoft',
  Type.Union([Post, Type.Array(Post, { minItems: 1 })]),
)

const portalShape = shape(
  'the services of portal.office.com',
  Type.Object({
    IsAllUp: Type.Boolean(),
    LastRefreshed: text,
    Services: Type.Array(Type.Object({ Id: Type.String(), Name: Type.String(), IsUp: Type.Boolean() }), {
      minItems: 1,
    }),
  }),
)

export const microsoftState = states({
  Available: 'operational',
  Operational: 'operational',
  'Service operational': 'operational',
  'Service restored': 'operational',
  'False positive': 'operational',
  'Post-incident report published': 'operational',
  Degraded: 'degraded',
  Investigating: 'degraded',
  Advisory: 'degraded',
  'Service degradation': 'degraded',
  'Restoring service': 'degraded',
  'Extended recovery': 'degraded',
  'Investigation suspended': 'degraded',
  'Service interruption': 'partial_outage',
  Incident: 'partial_outage',
  Interruption: 'partial_outage',
  Unavailable: 'major_outage',
  Outage: 'major_outage',
})

/** It is written anew every few minutes, also when nothing changed. */
const freshMs = 30 * 60_000
export const feedFreshMs = 2 * 3_600_000

/** A statement that nobody renews is none; nor is one from the future. */
export function freshness(
  updated: string | null,
  now: number,
  limit = freshMs,
): Pick<Reading, 'expires_at' | 'doubts'> {
  if (updated === null) return { expires_at: null, doubts: [say('provider.undated')] }
  const written = Date.parse(updated)
  const doubts = written - now > limit ? [say('provider.future', { time: updated })] : []
  return { expires_at: timeOf(written + limit), doubts }
}

export function readPosts(posts: Static<typeof Post> | readonly Static<typeof Post>[], context: ReadContext) {
  const list = 'Status' in posts ? [posts] : posts
  const updated = latestOf(...list.map(({ LastUpdatedTime }) => timeOf(LastUpdatedTime)))
  const fresh = freshness(updated, context.now)
  if ('Status' in posts) {
    return reading({ source_updated_at: updated, stated: microsoftState(posts.Status, context), ...fresh })
  }
  const components = list.map(post => {
    const name = oneLine(post.ServiceDisplayName) || 'Microsoft 365'
    const id = post.ServiceWorkloadName ?? name
    return component({ id, name, state: microsoftState(post.Status, context) })
  })
  return reading({ source_updated_at: updated, components, ...fresh })
}

export function readPortal(content: unknown, { now }: ReadContext) {
  const { Services, IsAllUp, LastRefreshed } = portalShape.of(content)
  const updated = timeOf(/\d{4}-\d\d-\d\d[ T][\d:]+/.exec(LastRefreshed ?? '')?.[0])
  return reading({
    source_updated_at: updated,
    stated: IsAllUp ? 'operational' : 'degraded',
    components: Services.map(({ Id, Name, IsUp }) =>
      component({ id: Id, name: oneLine(Name), state: IsUp ? 'operational' : 'partial_outage' }),
    ),
    ...freshness(updated, now, feedFreshMs),
  })
}
