import { AcknowledgeIncident } from '../../../contracts/incidents.ts'
import { acknowledgementMessages } from '../../../contracts/messages/acknowledgements.ts'
import type { Language } from '../../../contracts/messages/notifications.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { Call, Reply } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import { confirmationPage, languageOf } from '../links/confirmation-page.ts'
import type { LinkStore } from '../links/link-store.ts'
import type { LinkSigner } from '../links/link-token.ts'
import type { StatusCopies } from '../public-status/status-copies.ts'
import { type Acknowledgement, readAcknowledgement } from './acknowledgement.ts'

type LinkRequest = {
  readonly params: { readonly token: string }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
export type Acknowledging = {
  readonly store: Store
  readonly links: LinkSigner
  readonly used: LinkStore
  readonly copies: StatusCopies
  readonly clock: Clock
  /** In the name of this service: who has the link needs no account. */
  readonly call: Call
  readonly settings: { readonly language: Language }
}

/** Says what the button would do. Programs that look at links in messages open this; it changes nothing. */
export async function showAcknowledgement(asked: LinkRequest, work: Acknowledging): Promise<Reply> {
  const { language, link, refusal } = await verifyLink(asked, work)
  if (!link) return refusal
  const incident = await work.copies.incidents.named(link.incident_id)
  const words = acknowledgementMessages[language]
  if (!incident) return confirmationPage({ language, ...words.unknown }, 404)
  if (incident.status === 'resolved') return confirmationPage({ language, ...words.over })
  if (incident.acknowledged_at !== null) return confirmationPage({ language, ...words.already })
  return confirmationPage({ language, ...words.ask(incident.number), text: incident.title })
}

export async function acknowledgeWithLink(asked: LinkRequest, work: Acknowledging): Promise<Reply> {
  const { language, link, refusal } = await verifyLink(asked, work)
  if (!link) return refusal
  const words = acknowledgementMessages[language]
  const { store, used, call } = work
  // Before the call, so that two presses at once are one.
  const isFirst = await store.transaction(() => used.use(link.delivery_id, iso(link.expires_at)))
  if (!isFirst) return confirmationPage({ language, ...words.used }, 409)
  try {
    await call(AcknowledgeIncident, { params: { id: link.incident_id } })
    return confirmationPage({ language, ...words.done })
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    if (thrown.kind === 'not-found') return confirmationPage({ language, ...words.unknown }, 404)
    if (thrown.kind === 'conflict') return confirmationPage({ language, ...words.over }, 409)
    await store.transaction(() => used.release(link.delivery_id))
    return confirmationPage({ language, ...words.failed }, 503)
  }
}

type VerifiedLink =
  | { readonly language: Language; readonly link: Acknowledgement; readonly refusal?: undefined }
  | { readonly language: Language; readonly link: null; readonly refusal: Reply }

async function verifyLink(
  { params, headers }: LinkRequest,
  { links, used, clock, settings }: Acknowledging,
): Promise<VerifiedLink> {
  const language = languageOf(headers, settings.language)
  const words = acknowledgementMessages[language]
  const refused = (page: { title: string; text: string }, status: number): VerifiedLink => ({
    ...{ language, link: null, refusal: confirmationPage({ language, ...page }, status) },
  })
  const link = readAcknowledgement(params.token, links)
  if (!link) return refused(words.unknown, 404)
  if (clock.now() >= link.expires_at) return refused(words.expired, 410)
  if (await used.isUsed(link.delivery_id)) return refused(words.used, 409)
  return { language, link }
}
