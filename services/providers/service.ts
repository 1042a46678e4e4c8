import { join } from 'node:path'
import { v7 as uuid } from 'uuid'
import { providerMessages } from '../../contracts/messages/providers.ts'
import * as contract from '../../contracts/providers.ts'
import { secretsInAddress } from '../../kit/http-client/redact-address.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, type Served, serve } from '../../kit/service/service.ts'
import { adapters } from './adapters/index.ts'
import type { Book } from './book.ts'
import { ProvidersConfig, providerProblems, requestOf } from './config.ts'
import { copiesOfDependencies } from './dependents/dependency-copy.ts'
import { ProviderSignalStore } from './dependents/provider-signal-store.ts'
import { createProviders } from './migrations/0001-create-providers.ts'
import { createDependencies } from './migrations/0002-create-dependencies.ts'
import { hideAddresses } from './migrations/0003-hide-addresses.ts'
import { moveCopies } from './migrations/0004-move-copies.ts'
import { ProviderPoller } from './polling/provider-poller.ts'
import { recordPoll, recordUnchanged } from './polling/record-poll.ts'
import { ResponseSamples } from './polling/response-samples.ts'
import { declareMetrics } from './provider-metrics.ts'
import { catalogue } from './registry/catalogue.ts'
import { getProvider, listProviderEvents, listProviders } from './registry/list-providers.ts'
import {
  applyConfiguration,
  conflictsWithApi,
  createProvider,
  deleteProvider,
  findProvider,
} from './registry/provider-registry.ts'
import { ProviderStore } from './registry/provider-store.ts'
import { secrets } from './secrets.ts'
import { ProviderEventStore } from './state/provider-event-store.ts'

const dayMs = 86_400_000
const eventsKeptMs = 400 * dayMs

/** What cloud and SaaS providers say of themselves, and what that means for the components that stand on them. */
export const providers = defineService({
  name: 'providers',
  config: ProvidersConfig,
  migrations: {
    '0001-create-providers': createProviders,
    '0002-create-dependencies': createDependencies,
    '0003-hide-addresses': hideAddresses,
    '0004-move-copies': moveCopies,
  },
  secrets,
  validate: providerProblems,
  start(context) {
    const { config, store, clock, log, network, redactor, data_directory } = context
    const book = bookOf(context)
    const watch = new ProviderPoller({
      ...{ network, clock, log },
      captures: new ResponseSamples(join(data_directory, 'captures')),
      record: (id, look, same) =>
        same ? recordUnchanged(book, id, look.at) : recordPoll(book, id, redactor.known(look)),
    })
    const followed = async () => (await book.providers.all()).filter(({ archived }) => !archived)
    declareMetrics(context.metrics, { followed, counts: () => watch.counts(), now: () => clock.now() })
    const watchAll = async () => {
      const all = await followed()
      redactor.know(
        'providers',
        all.flatMap(({ urls }) => urls.flatMap(url => secretsInAddress(url))),
      )
      watch.follow(all)
    }
    const use = async (next: ProvidersConfig, placeOf: Context['placeOf']) => {
      await applyConfiguration(book, next.providers.map(requestOf), placeOf)
      await watchAll()
    }
    return {
      serves: served(book, watch, watchAll),
      reacts: book.dependencies.flatMap(copy => copy.reactions),
      schedules: [
        ...book.dependencies.flatMap(copy => copy.schedules),
        periodically(dayMs, 'forget old events of providers', () =>
          store.transaction(() => book.events.prune(iso(clock.now() - eventsKeptMs))),
        ),
      ],
      checkReload: next => conflictsWithApi(book, next.providers.map(requestOf)),
      reload: use,
      onReady: async () => {
        await use(config, context.placeOf)
        for (const copy of book.dependencies) await copy.begin()
      },
      stop: () => watch.stop(),
    }
  },
})

function bookOf(context: Context<ProvidersConfig>): Book {
  const { store, publish, clock, redactor, settings } = context
  const book: Book = {
    ...{ store, publish, clock, redactor },
    providers: new ProviderStore(store),
    events: new ProviderEventStore(store),
    dependencies: copiesOfDependencies(context, () => book),
    signals: new ProviderSignalStore(store),
    words: providerMessages[settings.language],
    newId: uuid,
  }
  return book
}

function served(book: Book, watch: ProviderPoller, watchAll: () => Promise<void>): Served[] {
  return [
    serve(contract.ListProviders, ({ query }) => listProviders(book, query)),
    serve(contract.GetProvider, ({ params }) => getProvider(book, params.id)),
    serve(contract.CreateProvider, async ({ body }) => {
      const { id } = await createProvider(book, body)
      await watchAll()
      return getProvider(book, id)
    }),
    serve(contract.DeleteProvider, async ({ params }) => {
      await deleteProvider(book, params.id)
      await watchAll()
      return null
    }),
    serve(contract.RefreshProvider, async ({ query }) => {
      const { id } = await findProvider(book, query.provider)
      await watch.refresh(id)
      return getProvider(book, id)
    }),
    serve(contract.ListProviderEvents, ({ query }) => listProviderEvents(book, query)),
    serve(contract.ListKnownProviders, () => ({
      items: catalogue.map(({ id, name, kind, page, note }) => ({ id, name, kind, url: page, note: note ?? null })),
      kinds: adapters.map(({ kind, summary, url }) => ({ kind, summary, url: need(url) })),
    })),
  ]
}

const need = (url: string | null): 'required' | 'optional' => (url === null ? 'required' : 'optional')
