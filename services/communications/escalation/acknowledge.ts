import { AcknowledgeIncident } from '../../../contracts/incidents/incidents.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { wordOr } from '../../../contracts/messages/words.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { Call, Reply } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import { confirmationPage, languageOf } from '../links/confirmation-page.ts'
import type { LinkStore } from '../links/link-store.ts'
import type { LinkSigner } from '../links/link-token.ts'
import type { StatusCopies } from '../public-status/status-copies.ts'

type LinkRequest = {
  readonly params: { readonly token: string }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
type Deps = {
  readonly store: Store
  readonly links: LinkSigner
  readonly usedLinks: LinkStore
  readonly copies: StatusCopies
  readonly clock: Clock
  /** In the name of this service: who has the link needs no account. */
  readonly callAsService: Call
  readonly settings: { readonly language: Language }
}

/** What a link in a message allows: to say once, for a day, that somebody takes care of the incident. */
type Acknowledgement = {
  readonly delivery_id: string
  readonly incident_id: string
  readonly expires_at: number
}

const purpose = 'acknowledge'
const validMs = 24 * 3_600_000

/** The same on every attempt of the delivery. */
export function acknowledgementToken(
  delivery: { readonly id: string; readonly created_at: string },
  incident_id: string,
  links: LinkSigner,
): string {
  const expires_s = Math.floor((Date.parse(delivery.created_at) + validMs) / 1000)
  return links.sign(purpose, [delivery.id, incident_id, expires_s].join('~'))
}

function readAcknowledgement(token: string, links: LinkSigner): Acknowledgement | null {
  const [delivery_id, incident_id, expires_s] = links.verify(purpose, token)?.split('~') ?? []
  if (!delivery_id || !incident_id || !expires_s) return null
  return { delivery_id, incident_id, expires_at: Number(expires_s) * 1000 }
}

/** Says what the button would do. Programs that follow links in messages open this; it changes nothing. */
export async function showAcknowledgement(request: LinkRequest, deps: Deps): Promise<Reply> {
  const { language, link, refusal } = await verifyLink(request, deps)
  if (!link) return refusal
  const incident = await deps.copies.incidents.named(link.incident_id)
  const words = tables[language].acknowledgements
  if (!incident) return confirmationPage({ language, ...words.unknown }, 404)
  if (incident.status === 'resolved') return confirmationPage({ language, ...words.over })
  if (incident.acknowledged_at !== null) return confirmationPage({ language, ...words.already })
  const text = wordOr(incident.title, incident.title_i18n, language)
  return confirmationPage({ language, ...words.ask(incident.number), text })
}

export async function acknowledgeWithLink(request: LinkRequest, deps: Deps): Promise<Reply> {
  const { language, link, refusal } = await verifyLink(request, deps)
  if (!link) return refusal
  const words = tables[language].acknowledgements
  const { store, usedLinks, callAsService } = deps
  // Before the call, so that two presses at once are one.
  const isFirst = await store.transaction(() => usedLinks.use(link.delivery_id, iso(link.expires_at)))
  if (!isFirst) return confirmationPage({ language, ...words.used }, 409)
  try {
    await callAsService(AcknowledgeIncident, { params: { id: link.incident_id } })
    return confirmationPage({ language, ...words.done })
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    if (thrown.kind === 'not-found') return confirmationPage({ language, ...words.unknown }, 404)
    if (thrown.kind === 'conflict') return confirmationPage({ language, ...words.over }, 409)
    await store.transaction(() => usedLinks.release(link.delivery_id))
    return confirmationPage({ language, ...words.failed }, 503)
  }
}

type VerifiedLink = { readonly language: Language } & (
  | { readonly link: Acknowledgement; readonly refusal?: undefined }
  | { readonly link: null; readonly refusal: Reply }
)

async function verifyLink({ params, headers }: LinkRequest, deps: Deps): Promise<VerifiedLink> {
  const { links, usedLinks, clock, settings } = deps
  const language = languageOf(headers, settings.language)
  const words = tables[language].acknowledgements
  const refused = (page: { title: string; text: string }, status: number): VerifiedLink => {
    return { language, link: null, refusal: confirmationPage({ language, ...page }, status) }
  }
  const link = readAcknowledgement(params.token, links)
  if (!link) return refused(words.unknown, 404)
  if (clock.now() >= link.expires_at) return refused(words.expired, 410)
  if (await usedLinks.isUsed(link.delivery_id)) return refused(words.used, 409)
  return { language, link }
}
