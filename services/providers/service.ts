import { join } from 'node:path'
import * as contract from '../../contracts/providers.ts'
import { secretsInAddress } from '../../kit/http-client/redact-address.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, type Served, serve } from '../../kit/service/service.ts'
import { ProvidersConfig, providerProblems, requestOf } from './config.ts'
import { type Made, openDeps } from './deps.ts'
import { createProviders } from './migrations/0001-create-providers.ts'
import { createDependencies } from './migrations/0002-create-dependencies.ts'
import { hideAddresses } from './migrations/0003-hide-addresses.ts'
import { moveCopies } from './migrations/0004-move-copies.ts'
import { ProviderPoller } from './polling/provider-poller.ts'
import { recordPoll, recordUnchanged } from './polling/record-poll.ts'
import { ResponseSamples } from './polling/response-samples.ts'
import { declareMetrics } from './provider-metrics.ts'
import { adapters } from './registry/adapter-kinds.ts'
import { catalogue } from './registry/catalogue.ts'
import { getProvider, listProviderEvents, listProviders } from './registry/list-providers.ts'
import {
  applyConfiguration,
  conflictsWithApi,
  createProvider,
  deleteProvider,
  findProvider,
} from './registry/provider-registry.ts'
import { secrets } from './secrets.ts'

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
    const deps = openDeps(context)
    const poller = new ProviderPoller({
      network,
      clock,
      log,
      captures: new ResponseSamples(join(data_directory, 'captures')),
      record: (id, result, same) =>
        same ? recordUnchanged(deps, id, result.at) : recordPoll(deps, id, redactor.known(result)),
    })
    const followed = async () => (await deps.providers.all()).filter(({ archived }) => !archived)
    declareMetrics(context.metrics, { followed, counts: () => poller.counts(), now: () => clock.now() })
    const pollAll = async () => {
      const all = await followed()
      redactor.know(
        'providers',
        all.flatMap(({ urls }) => urls.flatMap(url => secretsInAddress(url))),
      )
      poller.follow(all)
    }
    const use = async (next: ProvidersConfig, placeOf: Context['placeOf']) => {
      await applyConfiguration(deps, next.providers.map(requestOf), placeOf)
      await pollAll()
    }
    return {
      serves: operations(deps, poller, pollAll),
      reacts: deps.dependencies.flatMap(copy => copy.reactions),
      schedules: [
        ...deps.dependencies.flatMap(copy => copy.schedules),
        periodically(dayMs, 'forget old events of providers', () =>
          store.transaction(() => deps.events.prune(iso(clock.now() - eventsKeptMs))),
        ),
      ],
      checkReload: next => conflictsWithApi(deps, next.providers.map(requestOf)),
      reload: use,
      onReady: async () => {
        await use(config, context.placeOf)
        for (const copy of deps.dependencies) await copy.begin()
      },
      stop: () => poller.stop(),
    }
  },
})

function operations(deps: Made, poller: ProviderPoller, pollAll: () => Promise<void>): Served[] {
  return [
    serve(contract.ListProviders, ({ query }) => listProviders(deps, query)),
    serve(contract.GetProvider, ({ params }) => getProvider(deps, params.id)),
    serve(contract.CreateProvider, async ({ body }) => {
      const { id } = await createProvider(deps, body)
      await pollAll()
      return getProvider(deps, id)
    }),
    serve(contract.DeleteProvider, async ({ params }) => {
      await deleteProvider(deps, params.id)
      await pollAll()
      return null
    }),
    serve(contract.RefreshProvider, async ({ query }) => {
      const { id } = await findProvider(deps, query.provider)
      await poller.refresh(id)
      return getProvider(deps, id)
    }),
    serve(contract.ListProviderEvents, ({ query }) => listProviderEvents(deps, query)),
    serve(contract.ListKnownProviders, () => ({
      items: catalogue.map(({ id, name, kind, page, note }) => ({ id, name, kind, url: page, note: note ?? null })),
      kinds: adapters.map(({ kind, summary, url }) => ({ kind, summary, url: need(url) })),
    })),
  ]
}

const need = (url: string | null): 'required' | 'optional' => (url === null ? 'required' : 'optional')
