import { type Component, ComponentChanged, ListComponents } from '../../../contracts/incidents.ts'
import { SignalChanged } from '../../../contracts/signal.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { beginBaseline } from '../baselines/learn-baselines.ts'
import { quiet } from '../surges/surge.ts'
import { recoverySignal } from '../surges/surge-signal.ts'
import { surgeOf, type Work } from '../work.ts'
import type { KnownComponent } from './known-components.ts'

export async function copyOfComponents(work: Work, context: Context): Promise<ReadCopy<KnownComponent>> {
  const copy = new ReadCopy<KnownComponent>(
    {
      name: 'components',
      from: [told(ComponentChanged, newsOf)],
      backfill: { page: listed((call, query) => call(ListComponents, { query }), newsOf) },
      changed: ({ value, gone }) => (gone ? endSurge(work, value) : beginBaseline(work, value)),
    },
    context,
  )
  await copy.follow(({ value, gone }) => work.components.keep(value, gone))
  return copy
}

/** Nobody judges its reports any more. */
async function endSurge(work: Work, component: KnownComponent): Promise<void> {
  const { episode, sequence } = surgeOf(work, component.id)
  if (!episode) return
  const ended = { surge: quiet, episode: null, sequence: sequence + 1 }
  const telling = { ...work.wording, component, sequence: ended.sequence, at: work.clock.now() }
  await work.surgeStore.put(component.id, ended)
  await work.publish(fact(SignalChanged, episode.signal, recoverySignal(episode, telling)))
  work.store.afterCommit(() => work.surges.set(component.id, ended))
}

type Told = Component & { readonly revision: number; readonly archived?: boolean }

const newsOf = ({ id, slug, name, group, critical, status, revision, archived }: Told): News<KnownComponent> => ({
  key: id,
  version: revision,
  value: { id, slug, name, group, critical, maintained: status === 'under_maintenance' },
  gone: archived ?? false,
})
