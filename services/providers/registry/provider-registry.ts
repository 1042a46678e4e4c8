import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, invalid, notFound } from '../../../kit/service/errors.ts'
import type { ConfigProblem, Context } from '../../../kit/service/service.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import type { Book } from '../book.ts'
import { vanished } from '../state/provider-event.ts'
import { publishProvider } from '../state/publish-provider.ts'
import { newProvider, redefined, type StoredProvider } from './provider.ts'
import { isInvalid, type ProviderRequest, resolveProvider } from './resolve-provider.ts'

/** The file is in force: what is new is followed, what is gone is archived with its history. */
export async function applyConfiguration(
  book: Book,
  asked: readonly ProviderRequest[],
  placeOf: Context['placeOf'],
): Promise<void> {
  await book.store.transaction(async () => {
    const stored = new Map((await book.providers.all()).map(provider => [provider.id, provider]))
    for (const [index, one] of asked.entries()) {
      const followed = resolveProvider(one)
      if (isInvalid(followed)) continue
      await follow(book, stored.get(one.id), newProvider(followed, 'file', placeOf(['providers', index])))
    }
    const wanted = new Set(asked.map(({ id }) => id))
    for (const provider of stored.values()) {
      if (provider.origin === 'file' && !provider.archived && !wanted.has(provider.id)) await archive(book, provider)
    }
  })
}

/** Of a file that is about to come into force: what people follow already stays theirs. */
export async function conflictsWithApi(book: Book, asked: readonly ProviderRequest[]): Promise<ConfigProblem[]> {
  const stored = await book.providers.all()
  const theirs = new Set(stored.filter(one => one.origin === 'api' && !one.archived).map(({ id }) => id))
  return asked.flatMap(({ id }, index) =>
    theirs.has(id)
      ? [{ path: ['providers', index], message: `"${id}" is followed already through the API; delete it there first` }]
      : [],
  )
}

export async function createProvider(book: Book, asked: ProviderRequest): Promise<StoredProvider> {
  const followed = resolveProvider(asked)
  if (isInvalid(followed)) {
    const { field, message } = followed
    throw invalid('providers.invalid', `body.${field} ${message}`, { fields: [{ field: `body.${field}`, message }] })
  }
  return book.store.transaction(async () => {
    const stored = await book.providers.find(asked.id)
    if (stored && !stored.archived) {
      throw conflict(
        'providers.id-taken',
        `"${asked.id}" is followed already${stored.place ? ` (${stored.place})` : ''}`,
      )
    }
    return follow(book, stored, newProvider(followed, 'api', null))
  })
}

export async function deleteProvider(book: Book, id: string): Promise<void> {
  await book.store.transaction(async () => {
    const provider = await findProvider(book, id)
    if (provider.origin === 'file') {
      throw conflict('providers.owned-by-file', `"${id}" is defined in ${provider.place}; take it out there`)
    }
    await archive(book, provider)
  })
}

const isId = /^[a-z0-9-]{1,63}$/

/** Throws when it is not followed. */
export async function findProvider(book: Book, id: string): Promise<StoredProvider> {
  const provider = isId.test(id) ? await book.providers.find(id) : undefined
  if (provider && !provider.archived) return provider
  const meant = nearest(id, await book.providers.someIds())
  const hint = meant === undefined ? 'GET /api/v1/csp/providers lists them' : `did you mean "${meant}"?`
  throw notFound('providers.not-found', `no provider "${id}" is followed; ${hint}`)
}

async function follow(book: Book, before: StoredProvider | undefined, next: StoredProvider): Promise<StoredProvider> {
  const shown = { ...next, page: book.redactor.address(next.page) }
  const provider = before ? redefined(before, shown) : shown
  await publishProvider(book, provider, iso(book.clock.now()))
  return provider
}

async function archive(book: Book, provider: StoredProvider): Promise<void> {
  const at = iso(book.clock.now())
  // What has vanished is open no more, so that the next ones come up.
  for (let open = await book.events.open(provider.id); open.length > 0; open = await book.events.open(provider.id)) {
    for (const event of open) await book.events.put(vanished(event, at), at)
  }
  await publishProvider(book, { ...provider, archived: true }, at)
}
