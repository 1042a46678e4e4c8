import { type Component, type Incident, ListComponents, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import type { Call } from '../../../kit/service/service.ts'

type Told = { readonly components: readonly Component[]; readonly incidents: readonly Incident[] }
type Page<Item> = { readonly items: readonly Item[]; readonly next_cursor: string | null }

/** Of older incidents the pages know nothing; open ones are asked for by themselves. */
const incidentsAtMost = 10_000

/** For a copy that is empty although the incidents service is not: what happened before we heard our first event. */
export async function fetchIncidents(call: Call): Promise<Told> {
  const [components, open, all] = [
    await everyPage<Component>(query => call(ListComponents, { query })),
    await everyPage<Incident>(query => call(ListIncidents, { query: { ...query, status: 'open' } })),
    await everyPage<Incident>(query => call(ListIncidents, { query })),
  ]
  return { components, incidents: [...open, ...all] }
}

async function everyPage<Item>(
  ask: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await ask({ limit: 500, ...(cursor === null ? {} : { cursor }) })
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null && items.length < incidentsAtMost)
  return items
}
