import { tables } from '../../contracts/messages/tables.ts'
import type { ReadCopy } from '../../kit/read-copy/read-copy.ts'
import type { Context } from '../../kit/service/service.ts'
import type { ProvidersConfig } from './config.ts'
import { copiesOfDependencies, type Dependency } from './dependents/dependencies.ts'
import { ProviderSignalStore } from './dependents/provider-signal-store.ts'
import { ProviderStore } from './registry/provider-store.ts'
import { ProviderEventStore } from './state/provider-event-store.ts'
import { publishDependents } from './state/publish-provider.ts'

/** What the providers service is made of, made once; each use case names what it takes of it. */
export function openDeps(context: Context<ProvidersConfig>) {
  const { store, publish, clock, redactor, settings } = context
  const dependencies: readonly ReadCopy<Dependency>[] = copiesOfDependencies(context, async (id, at) => {
    const provider = await deps.providers.find(id)
    if (provider) await publishDependents(deps, provider, at)
  })
  const deps = {
    store,
    publish,
    clock,
    redactor,
    providers: new ProviderStore(store),
    events: new ProviderEventStore(store),
    signals: new ProviderSignalStore(store),
    dependencies,
    words: tables[settings.language].providers,
  }
  return deps
}

export type Made = ReturnType<typeof openDeps>
