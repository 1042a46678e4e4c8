import type { Component, ComponentChanged } from '../../contracts/incidents.ts'
import { SignalChanged } from '../../contracts/signal.ts'
import { type EventData, fact } from '../../kit/event.ts'
import type { KnownComponent } from './component-store.ts'
import { beginBaseline } from './learn-baselines.ts'
import { quiet } from './surge.ts'
import { recoverySignal } from './surge-signal.ts'
import { surgeOf, type Work } from './work.ts'

/** Inside a transaction. The newest copy counts, in whatever order they come. */
export async function hearComponent(work: Work, heard: EventData<typeof ComponentChanged>): Promise<void> {
  const known = await newestRevision(work, heard.id)
  if (known >= heard.revision) return
  await keepComponent(work, knownOf(heard, heard))
}

/** What was told of components before this service ran for the first time. */
export async function keepUnheard(work: Work, components: readonly Component[]): Promise<void> {
  await work.store.transaction(async () => {
    for (const component of components) {
      if ((await newestRevision(work, component.id)) >= 0) continue
      await keepComponent(work, knownOf(component, { revision: 0, archived: false }))
    }
  })
}

/** Of this transaction too: several events may be handled in one. */
async function newestRevision({ componentStore }: Work, id: string): Promise<number> {
  return (await componentStore.revisionOf(id)) ?? -1
}

async function keepComponent(work: Work, component: KnownComponent): Promise<void> {
  await work.componentStore.put(component)
  work.store.afterCommit(() => work.components.keep(component))
  if (component.archived) await endSurge(work, component)
  else await beginBaseline(work, component)
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

function knownOf(
  { id, slug, name, group, critical, status }: Component,
  { revision, archived }: Pick<KnownComponent, 'revision' | 'archived'>,
): KnownComponent {
  return { id, slug, name, group, critical, maintained: status === 'under_maintenance', archived, revision }
}
