import { X509Certificate } from 'node:crypto'
import { EnrolEdge } from '../../../contracts/edge/links.ts'
import { newRequest } from '../../../kit/certificates/authority.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { sendHttp } from '../../../kit/http-client/send-http.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import { sha256 } from '../clients/client-keys.ts'
import type { CloudSettings } from '../config.ts'
import { RenewEdgeCertificate } from '../links/port-operations.ts'
import type { OwnCertificate, OwnCertificateStore } from './own-certificate-store.ts'

export type Enrolled = OwnCertificate & {
  readonly [Field in 'edge' | 'certificate' | 'authority' | 'url' | 'expires_at']: string
}

type Parts = {
  readonly own: OwnCertificateStore
  readonly network: OutgoingPolicy
  readonly clock: Clock
  readonly signal: AbortSignal
}
type Issued = Output<typeof EnrolEdge>

const mostBytes = 65_536
/** Renewed when a third of its life is left, which is tried again until it is over. */
const share = 1 / 3

export const isEnrolled = (own: OwnCertificate | undefined): own is Enrolled =>
  own !== undefined && own.certificate !== null

export const identityOf = ({ certificate, private_key, authority }: Enrolled) => ({
  certificate,
  key: private_key,
  authority,
})

/** Has a certificate of the cloud when it can be had: by the token at first, by the one before from then on. */
export async function ensureCertificate(parts: Parts, cloud: CloudSettings): Promise<void> {
  const stored = await parts.own.find(cloud.url)
  const isOther = cloud.token !== undefined && stored?.token_sha256 !== sha256(cloud.token)
  if (isEnrolled(stored) && !isOther) {
    if (isDue(stored, parts.clock.now())) await renew(parts, stored)
  } else if (cloud.token !== undefined)
    await enrol(parts, { cloud, token: cloud.token, asked: isOther ? undefined : stored })
}

/** What is asked is stored before: an answer that is lost can be asked for again with the same request, and no other. */
async function enrol(
  parts: Parts,
  { cloud, token, asked }: { cloud: CloudSettings; token: string; asked: OwnCertificate | undefined },
): Promise<void> {
  const pending = asked ?? (await newPending(cloud.url, sha256(token)))
  if (!asked) await parts.own.put(pending)
  const { request } = pending
  const answer = await ask(parts, new URL(EnrolEdge.path.slice(1), slashed(cloud.url)), { body: { token, request } })
  await parts.own.put({ ...pending, ...certified(answer) })
}

async function newPending(cloud: string, token_sha256: string): Promise<OwnCertificate> {
  const { request, key } = await newRequest('edge')
  return {
    cloud,
    token_sha256,
    request,
    private_key: key,
    edge: null,
    certificate: null,
    authority: null,
    url: null,
    expires_at: null,
  }
}

async function renew(parts: Parts, own: Enrolled): Promise<void> {
  const { request, key } = await newRequest(own.edge)
  const url = new URL(RenewEdgeCertificate.path.slice(1), slashed(own.url))
  const answer = await ask(parts, url, { body: { request }, identity: identityOf(own) })
  await parts.own.put({ ...own, request, private_key: key, ...certified(answer) })
}

function isDue({ certificate }: Enrolled, now: number): boolean {
  const { validFromDate, validToDate } = new X509Certificate(certificate)
  return validToDate.getTime() - now < (validToDate.getTime() - validFromDate.getTime()) * share
}

const certified = ({ edge, certificate, authority, url }: Issued) => ({
  edge,
  certificate,
  authority,
  url,
  expires_at: iso(new X509Certificate(certificate).validToDate.getTime()),
})

type Asking = { readonly body: object; readonly identity?: ReturnType<typeof identityOf> }

async function ask({ network, signal }: Parts, url: URL, { body, identity }: Asking): Promise<Issued> {
  const answer = await sendHttp(url, {
    network,
    trust: 'operator',
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    most_bytes: mostBytes,
    signal,
    ...(identity ? { identity } : {}),
  })
  if (answer.status !== 200) throw new Error(`${answer.status} ${detailOf(answer.body)}`)
  return JSON.parse(answer.body.toString()) as Issued
}

/** What a problem document says, else what stands there. */
export function detailOf(body: Buffer): string {
  const text = body.toString().trim().slice(0, 1_000)
  try {
    return String(JSON.parse(text).detail ?? text).slice(0, 300)
  } catch {
    return text.slice(0, 300)
  }
}

/** A Vigie may stand below a path. */
export const slashed = (url: string): string => (url.endsWith('/') ? url : `${url}/`)
