import type { ProviderMessages } from '../../contracts/messages/providers.ts'
import type { Redactor } from '../../kit/http-client/redact.ts'
import type { ReadCopy } from '../../kit/read-copy/read-copy.ts'
import type { Clock } from '../../kit/runtime/clock.ts'
import type { Context } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import type { Dependency } from './dependents/dependency.ts'
import type { ProviderSignalStore } from './dependents/provider-signal-store.ts'
import type { ProviderStore } from './registry/provider-store.ts'
import type { ProviderEventStore } from './state/provider-event-store.ts'

/** What every use case of this service works on. */
export type Book = {
  readonly store: Store
  readonly providers: ProviderStore
  readonly events: ProviderEventStore
  readonly dependencies: readonly ReadCopy<Dependency>[]
  readonly signals: ProviderSignalStore
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly redactor: Redactor
  readonly words: ProviderMessages
  readonly newId: () => string
}
