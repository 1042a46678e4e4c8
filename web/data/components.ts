import { type Component, ListComponents } from '../../contracts/incidents/incidents.ts'
import { useApiQuery } from './queries.ts'

const none: readonly Component[] = []

/** All components, for choices and names; empty until they are known. */
export function useComponents(): readonly Component[] {
  return useApiQuery(ListComponents, { query: { limit: 500 } }).data?.items ?? none
}

/** What people call a component; its slug, where it is gone. */
export function useComponentName(): (slug: string) => string {
  const components = useComponents()
  return slug => components.find(one => one.slug === slug)?.name ?? slug
}
