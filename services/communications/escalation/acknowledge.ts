import { AcknowledgeIncident } from '../../../contracts/incidents.ts'
import { acknowledgementMessages } from '../../../contracts/messages/acknowledgements.ts'
import type { Language } from '../../../contracts/messages/notifications.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { Call, Reply } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import { languageOf, linkPage } from '../links/confirmation-page.ts'
import type { LinkStore } from '../links/link-store.ts'
import type { LinkSigner } from '../links/link-token.ts'
import type { Copies } from '../public-status/status-copies.ts'
import { type Acknowledgement, acknowledgementIn } from './acknowledgement.ts'

type Asked = {
  readonly params: { readonly token: string }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
export type Acknowledging = {
  readonly store: Store
  readonly links: LinkSigner
  readonly used: LinkStore
  readonly copies: Copies
  readonly clock: Clock
  /** In the name of this service: who has the link needs no account. */
  readonly call: Call
  readonly settings: { readonly language: Language }
}

/** Says what the button would do. Programs that look at links in messages open this; it changes nothing. */
export async function showAcknowledgement(asked: Asked, work: Acknowledging): Promise<Reply> {
  const { language, link, refusal } = await judge(asked, work)
  if (!link) return refusal
  const incident = await work.copies.incidents.named(link.incident_id)
  const words = acknowledgementMessages[language]
  if (!incident) return linkPage({ language, ...words.unknown }, 404)
  if (incident.status === 'resolved') return linkPage({ language, ...words.over })
  if (incident.acknowledged_at !== null) return linkPage({ language, ...words.already })
  return linkPage({ language, ...words.ask(incident.number), text: incident.title })
}

export async function useAcknowledgement(asked: Asked, work: Acknowledging): Promise<Reply> {
  const { language, link, refusal } = await judge(asked, work)
  if (!link) return refusal
  const words = acknowledgementMessages[language]
  const { store, used, call } = work
  // Before the call, so that two presses at once are one.
  const isFirst = await store.transaction(() => used.use(link.delivery_id, iso(link.expires_at)))
  if (!isFirst) return linkPage({ language, ...words.used }, 409)
  try {
    await call(AcknowledgeIncident, { params: { id: link.incident_id } })
    return linkPage({ language, ...words.done })
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    if (thrown.kind === 'not-found') return linkPage({ language, ...words.unknown }, 404)
    if (thrown.kind === 'conflict') return linkPage({ language, ...words.over }, 409)
    await store.transaction(() => used.release(link.delivery_id))
    return linkPage({ language, ...words.failed }, 503)
  }
}

type Judged =
  | { readonly language: Language; readonly link: Acknowledgement; readonly refusal?: undefined }
  | { readonly language: Language; readonly link: null; readonly refusal: Reply }

async function judge({ params, headers }: Asked, { links, used, clock, settings }: Acknowledging): Promise<Judged> {
  const language = languageOf(headers, settings.language)
  const words = acknowledgementMessages[language]
  const refused = (page: { title: string; text: string }, status: number): Judged => ({
    ...{ language, link: null, refusal: linkPage({ language, ...page }, status) },
  })
  const link = acknowledgementIn(params.token, links)
  if (!link) return refused(words.unknown, 404)
  if (clock.now() >= link.expires_at) return refused(words.expired, 410)
  if (await used.isUsed(link.delivery_id)) return refused(words.used, 409)
  return { language, link }
}
