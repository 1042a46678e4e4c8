import { type Component, ComponentChanged, ListComponents } from '../../../contracts/incidents/incidents.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'

export type KnownComponent = Pick<Component, 'slug' | 'status'>

/** `changed`: a component is in trouble, or well again. */
export const copyOfComponents = (deps: SyncParts, changed: (slug: string) => Promise<void>): ReadCopy<KnownComponent> =>
  new ReadCopy<KnownComponent>(
    {
      name: 'components',
      from: [told(ComponentChanged, newsOf)],
      backfill: { page: listed((call, query) => call(ListComponents, { query }), newsOf) },
      alias: ({ slug }) => slug,
      changed: ({ value }) => changed(value.slug),
    },
    deps,
  )

type ComponentData = Component & { readonly revision: number; readonly archived?: boolean }

const newsOf = ({ id, slug, status, revision, archived = false }: ComponentData): News<KnownComponent> => ({
  key: id,
  version: revision,
  value: { slug, status },
  gone: archived,
})
