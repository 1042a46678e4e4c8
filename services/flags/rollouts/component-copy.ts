import { type Component, ComponentChanged, ListComponents } from '../../../contracts/incidents.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import type { Work } from '../work.ts'
import { moveRamp } from './run-rollouts.ts'

/** By id or slug. */
export type KnownComponent = Pick<Component, 'slug' | 'status'>

/** A component is in trouble, or well again: ramps that look at it stop, go back or go on. */
export const copyOfComponents = (parts: SyncParts, work: () => Work): ReadCopy<KnownComponent> =>
  new ReadCopy<KnownComponent>(
    {
      name: 'components',
      from: [told(ComponentChanged, newsOf)],
      backfill: { page: listed((call, query) => call(ListComponents, { query }), newsOf) },
      alias: ({ slug }) => slug,
      changed: async ({ value }) => {
        const { ramps, store, agenda } = work()
        for (const ramp of await ramps.inState(['running', 'paused'])) {
          if (ramp.guard?.components.includes(value.slug)) await moveRamp(work(), ramp)
        }
        store.afterCommit(() => agenda.set('rollouts', 0))
      },
    },
    parts,
  )

type Told = Component & { readonly revision: number; readonly archived?: boolean }

const newsOf = ({ id, slug, status, revision, archived = false }: Told): News<KnownComponent> => ({
  key: id,
  version: revision,
  value: { slug, status },
  gone: archived,
})
