import { type Component, type Incident, ListComponents, ListIncidents } from '../../contracts/incidents.ts'
import { iso } from '../../kit/clock.ts'
import type { Call } from '../../kit/service.ts'
import { recentSince } from './public-status.ts'

type Told = { readonly components: readonly Component[]; readonly incidents: readonly Incident[] }

/** For a copy that is empty although the incidents service is not: what happened before we heard our first event. */
export async function askIncidents(call: Call, now: number): Promise<Told> {
  const components: Component[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Component[]; next_cursor: string | null } = await call(ListComponents, {
      query: { limit: 500, ...(cursor === '' ? {} : { cursor }) },
    })
    components.push(...page.items)
    cursor = page.next_cursor
  }
  const open = await call(ListIncidents, { query: { limit: 500, status: 'open' } })
  const recent = await call(ListIncidents, { query: { limit: 500, from: iso(recentSince(now)) } })
  return { components, incidents: [...open.items, ...recent.items] }
}
