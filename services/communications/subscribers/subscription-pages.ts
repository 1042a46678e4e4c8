import type { Subscription } from '../../../contracts/communications/subscriptions.ts'
import { tables } from '../../../contracts/messages/tables.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { Reply } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import { confirmationPage, languageOf, wantsPage } from '../links/confirmation-page.ts'
import type { LinkSigner } from '../links/link-token.ts'
import type { Wording } from '../notifications/message.ts'
import type { SubscriberStore } from './subscriber-store.ts'
import { confirmedBy, unsubscribedBy } from './subscription-links.ts'
import { confirmSubscription, unsubscribe } from './subscriptions.ts'

type LinkRequest = {
  readonly params: { readonly token: string }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
type What = 'confirm' | 'unsubscribe'
type Deps = { readonly subscribers: SubscriberStore; readonly links: LinkSigner; readonly settings: Wording }
type ChangeDeps = Deps & {
  readonly store: Store
  readonly emails: { removeTo(address: string): Promise<void> }
  readonly clock: Clock
}

/** What a link in an e-mail opens: says what it would do, and does nothing. */
export async function showSubscription(what: What, request: LinkRequest, deps: Deps): Promise<Reply> {
  const { params, headers } = request
  const subscriber = await subscriberOf(what, params.token, deps)
  const language = subscriber?.language ?? languageOf(headers, deps.settings.language)
  const { page } = tables[language].subscriptions
  if (subscriber) return confirmationPage({ language, ...page[what] })
  const isErased = what === 'unsubscribe' && unsubscribedBy(params.token, deps.links) !== null
  return isErased ? confirmationPage({ language, ...page.ended }) : confirmationPage({ language, ...page.unknown }, 404)
}

/** The answer of a change: a page for a browser, else what the operation says. */
export async function changeSubscription(
  what: What,
  { params, headers }: LinkRequest,
  deps: ChangeDeps,
): Promise<Subscription | Reply> {
  const run = () => (what === 'confirm' ? confirmSubscription : unsubscribe)(params.token, deps)
  if (!wantsPage(headers)) return run()
  const subscriber = await subscriberOf(what, params.token, deps)
  const language = subscriber?.language ?? languageOf(headers, deps.settings.language)
  const { page } = tables[language].subscriptions
  try {
    const { status } = await run()
    return confirmationPage({ language, ...(status === 'active' ? page.active : page.ended) })
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.kind === 'not-found') {
      return confirmationPage({ language, ...page.unknown }, 404)
    }
    throw thrown
  }
}

async function subscriberOf(what: What, token: string, deps: Deps) {
  if (what === 'confirm') return confirmedBy(token, deps)
  const id = unsubscribedBy(token, deps.links)
  return id === null ? undefined : deps.subscribers.find(id)
}
