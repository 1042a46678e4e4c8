import { randomBytes } from 'node:crypto'
import type { CreateEdgeEnrolment, EnrolEdge } from '../../../contracts/edge/links.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { conflict, notFound, unauthenticated } from '../../../contracts/refusals.ts'
import { auditWriter } from '../../../kit/audit/audit-record.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { sha256 } from '../clients/client-keys.ts'
import { findClient } from '../clients/manage-clients.ts'
import type { LinkSettings } from '../config.ts'
import type { Made } from '../deps.ts'
import { linkAsking } from './admit-edge.ts'
import type { Link } from './link-store.ts'
import { type Signed, urlOfLinks } from './links-authority.ts'
import type { RenewEdgeCertificate } from './port-operations.ts'

type Deps = Pick<Made, 'store' | 'publish' | 'clock' | 'clients' | 'links' | 'authority' | 'settings'>

const dayS = 86_400
const recordAudit = auditWriter({ service: 'edge', event: AuditRecorded })

/** The answer is the only place where the token can ever be read. One that the edge had before is worth nothing any more. */
export async function createEnrolment(
  deps: Deps,
  caller: Caller,
  { edge, clients, expires_in_s = dayS }: Input<typeof CreateEdgeEnrolment>['body'],
): Promise<Output<typeof CreateEdgeEnrolment>> {
  linkSettings(deps)
  const token = `vge_${randomBytes(32).toString('base64url')}`
  const expires_at = iso(deps.clock.now() + expires_in_s * 1_000)
  await deps.store.transaction(async () => {
    for (const name of clients) await findClient(deps, name)
    await deps.links.pruneEnrolments(iso(deps.clock.now()))
    await deps.links.putEnrolment({ edge, sha256: sha256(token), clients, expires_at, request_sha256: null })
    await recordAudit(deps, caller, { action: 'edge-enrolment.created', id: edge, after: { clients, expires_at } })
  })
  return { edge, token, expires_at }
}

export async function enrolEdge(
  deps: Deps,
  { token, request }: Input<typeof EnrolEdge>['body'],
): Promise<Output<typeof EnrolEdge>> {
  const settings = linkSettings(deps)
  const enrolment = await openEnrolment(deps, token, request)
  const { edge, clients } = enrolment
  const signed = await deps.authority.sign(edge, request)
  await deps.store.transaction(async () => {
    await openEnrolment(deps, token, request)
    const before = (await deps.links.find(edge)) ?? fresh
    const { fingerprint, expires_at } = signed
    const lives = { fingerprint, expires_at, fingerprint_before: null, revoked_at: null }
    await deps.links.put({ ...before, edge, clients, ...lives })
    await deps.links.putEnrolment({ ...enrolment, request_sha256: sha256(request) })
  })
  return issued(deps, settings, { edge, signed })
}

export async function renewCertificate(
  deps: Deps,
  { certificate, body }: Request<typeof RenewEdgeCertificate>,
): Promise<Output<typeof RenewEdgeCertificate>> {
  const settings = linkSettings(deps)
  const { edge } = await linkAsking(deps, certificate)
  const signed = await deps.authority.sign(edge, body.request)
  await deps.store.transaction(async () => {
    const link = await linkAsking(deps, certificate)
    const { fingerprint, expires_at } = signed
    // Should the answer be lost, the certificate that it was asked with goes on.
    await deps.links.put({ ...link, fingerprint, expires_at, fingerprint_before: certificate?.fingerprint ?? null })
  })
  return issued(deps, settings, { edge, signed })
}

export async function revokeLink(deps: Deps, caller: Caller, edge: string): Promise<void> {
  await deps.store.transaction(async () => {
    const link = await deps.links.find(edge)
    if (!link) throw notFound('edge.link-not-found', { name: edge })
    await deps.links.put({ ...link, revoked_at: link.revoked_at ?? iso(deps.clock.now()) })
    await deps.links.deleteEnrolment(edge)
    await recordAudit(deps, caller, { action: 'edge-link.revoked', id: edge, before: { clients: link.clients } })
  })
}

async function openEnrolment({ links, clock }: Deps, token: string, request: string) {
  const enrolment = await links.enrolment(sha256(token))
  const isOver = !enrolment || enrolment.expires_at <= iso(clock.now())
  if (isOver || (enrolment.request_sha256 ?? sha256(request)) !== sha256(request))
    throw unauthenticated('edge.bad-token')
  return enrolment
}

function linkSettings({ settings }: Pick<Deps, 'settings'>): LinkSettings {
  const { links } = settings()
  if (!links) throw conflict('edge.no-links-port')
  return links
}

const fresh: Omit<Link, 'edge' | 'clients' | 'fingerprint' | 'fingerprint_before' | 'expires_at' | 'revoked_at'> = {
  last_contact_at: null,
  report: null,
  silent_episode: null,
  silent_since: null,
  sequence: 0,
  accepted: 0,
  duplicates: 0,
  refused: 0,
}

async function issued(
  { authority }: Deps,
  settings: LinkSettings,
  { edge, signed }: { readonly edge: string; readonly signed: Signed },
): Promise<Output<typeof EnrolEdge>> {
  const { certificate } = await authority.open()
  return { edge, certificate: signed.certificate, authority: certificate, url: urlOfLinks(settings) }
}
