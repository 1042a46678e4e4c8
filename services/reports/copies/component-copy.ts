import { type Component, ComponentChanged, ListComponents } from '../../../contracts/incidents/incidents.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { type BeginDeps, beginBaseline } from '../baselines/learn-baselines.ts'
import type { Made } from '../deps.ts'
import { quiet } from '../surges/surge.ts'
import { recoverySignal } from '../surges/surge-signal.ts'
import type { KnownComponent } from './known-components.ts'

type Deps = BeginDeps & Pick<Made, 'publish' | 'surges' | 'wording'>

export async function copyOfComponents(deps: Deps, context: Context): Promise<ReadCopy<KnownComponent>> {
  const copy = new ReadCopy<KnownComponent>(
    {
      name: 'components',
      from: [told(ComponentChanged, newsOf)],
      backfill: { page: listed((call, query) => call(ListComponents, { query }), newsOf) },
      changed: ({ value, gone }) => (gone ? endSurge(deps, value) : beginBaseline(deps, value)),
    },
    context,
  )
  await copy.follow(({ value, gone }) => deps.components.keep(value, gone))
  return copy
}

/** Nobody evaluates its reports any more. */
async function endSurge(deps: Deps, component: KnownComponent): Promise<void> {
  const before = deps.surges.get(component.id)
  if (!before.episode) return
  const sequence = before.sequence + 1
  const about = { ...deps.wording, component, sequence, at: deps.clock.now() }
  await deps.surges.put(component.id, { surge: quiet, episode: null, sequence })
  await deps.publish(fact(SignalChanged, before.episode.signal, recoverySignal(before.episode, about)))
}

type Changed = Component & { readonly revision: number; readonly archived?: boolean }

const newsOf = ({ id, slug, name, group, critical, status, revision, archived }: Changed): News<KnownComponent> => ({
  key: id,
  version: revision,
  value: { id, slug, name, group, critical, maintained: status === 'under_maintenance' },
  gone: archived ?? false,
})
