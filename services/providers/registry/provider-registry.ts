import { say } from '../../../contracts/messages/words.ts'
import { conflict, inBody, invalidFields, notFound } from '../../../contracts/refusals.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { ConfigProblem, Context } from '../../../kit/service/service.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import type { Made } from '../deps.ts'
import { vanished } from '../state/provider-event.ts'
import { type PublishDeps, publishProvider } from '../state/publish-provider.ts'
import { newProvider, redefined, type StoredProvider } from './provider.ts'
import { isInvalid, type ProviderRequest, resolveProvider } from './resolve-provider.ts'

type Deps = PublishDeps & Pick<Made, 'store' | 'clock' | 'redactor'>

/** The file is in force: what is new is followed, what is gone is archived with its history. */
export async function applyConfiguration(
  deps: Deps,
  asked: readonly ProviderRequest[],
  placeOf: Context['placeOf'],
): Promise<void> {
  await deps.store.transaction(async () => {
    const stored = new Map((await deps.providers.all()).map(provider => [provider.id, provider]))
    for (const [index, one] of asked.entries()) {
      const followed = resolveProvider(one)
      if (isInvalid(followed)) continue
      await follow(deps, stored.get(one.id), newProvider(followed, 'file', placeOf(['providers', index])))
    }
    const wanted = new Set(asked.map(({ id }) => id))
    for (const provider of stored.values()) {
      if (provider.origin === 'file' && !provider.archived && !wanted.has(provider.id)) await archive(deps, provider)
    }
  })
}

/** Of a file that is about to come into force: what people follow already stays theirs. */
export async function conflictsWithApi(
  deps: Pick<Deps, 'providers'>,
  asked: readonly ProviderRequest[],
): Promise<ConfigProblem[]> {
  const stored = await deps.providers.all()
  const theirs = new Set(stored.filter(one => one.origin === 'api' && !one.archived).map(({ id }) => id))
  return asked.flatMap(({ id }, index) =>
    theirs.has(id) ? [{ path: ['providers', index], message: say('configuration.provider-there', { id }) }] : [],
  )
}

export async function createProvider(deps: Deps, asked: ProviderRequest): Promise<StoredProvider> {
  const followed = resolveProvider(asked)
  if (isInvalid(followed)) {
    throw invalidFields('providers.invalid', [inBody(followed)])
  }
  return deps.store.transaction(async () => {
    const stored = await deps.providers.find(asked.id)
    if (stored && !stored.archived) {
      const { id, place } = stored
      throw place ? conflict('providers.id-taken:file', { id, place }) : conflict('providers.id-taken', { id })
    }
    return follow(deps, stored, newProvider(followed, 'api', null))
  })
}

export async function deleteProvider(deps: Deps, id: string): Promise<void> {
  await deps.store.transaction(async () => {
    const provider = await findProvider(deps, id)
    if (provider.origin === 'file') {
      throw conflict('providers.owned-by-file', { id, place: provider.place ?? '' })
    }
    await archive(deps, provider)
  })
}

const isId = /^[a-z0-9-]{1,63}$/

/** Throws when it is not followed. */
export async function findProvider(deps: Pick<Deps, 'providers'>, id: string): Promise<StoredProvider> {
  const provider = isId.test(id) ? await deps.providers.find(id) : undefined
  if (provider && !provider.archived) return provider
  const meant = nearest(id, await deps.providers.someIds())
  const hint =
    meant === undefined ? say('hint.lists', { path: '/api/v1/csp/providers' }) : say('hint.meant', { word: meant })
  throw notFound('providers.not-found', { id, hint })
}

async function follow(deps: Deps, before: StoredProvider | undefined, next: StoredProvider): Promise<StoredProvider> {
  const shown = { ...next, page: deps.redactor.address(next.page) }
  const provider = before ? redefined(before, shown) : shown
  await publishProvider(deps, provider, iso(deps.clock.now()))
  return provider
}

async function archive(deps: Deps, provider: StoredProvider): Promise<void> {
  const at = iso(deps.clock.now())
  // What has vanished is open no more, so that the next ones come up.
  for (let open = await deps.events.open(provider.id); open.length > 0; open = await deps.events.open(provider.id)) {
    for (const event of open) await deps.events.put(vanished(event, at), at)
  }
  await publishProvider(deps, { ...provider, archived: true }, at)
}
