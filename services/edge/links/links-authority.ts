import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { invalid } from '../../../contracts/refusals.ts'
import { Authority } from '../../../kit/certificates/authority.ts'
import type { TlsFiles } from '../../../kit/http/port.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { writeFileAtomically } from '../../../kit/runtime/files.ts'
import type { LinkSettings } from '../config.ts'
import type { LinkStore } from './link-store.ts'

const dayMs = 86_400_000
const authorityMs = 3_650 * dayMs
const serverMs = 90 * dayMs
const edgeMs = 7 * dayMs
/** Has a space in it: a certificate of the same name would be taken for one that it signed for itself. */
const authorityName = 'Authority of edges'
/** Clocks differ. */
const beforeMs = dayMs

type Parts = { readonly links: LinkStore; readonly clock: Clock; readonly data: string }

export type Signed = { readonly certificate: string; readonly fingerprint: string; readonly expires_at: string }

/** Signs the certificates of edges, and that of the port where they send to. */
export class LinksAuthority {
  readonly #parts: Parts
  #opened: Promise<Authority> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  open(): Promise<Authority> {
    this.#opened ??= this.#load()
    return this.#opened
  }

  async #load(): Promise<Authority> {
    const { links, clock } = this.#parts
    const stored = await links.authority()
    if (stored) return Authority.load(stored)
    const now = clock.now()
    const made = await Authority.create({ name: authorityName, from: now - beforeMs, until: now + authorityMs })
    await links.putAuthority(made)
    return Authority.load(made)
  }

  async sign(edge: string, request: string): Promise<Signed> {
    const now = this.#parts.clock.now()
    const until = now + edgeMs
    const authority = await this.open()
    const certificate = await authority.signRequest(request, { name: edge, from: now - beforeMs, until })
    if (certificate === null) throw invalid('edge.bad-request')
    const { fingerprint256, validToDate } = new X509Certificate(certificate)
    return { certificate, fingerprint: fingerprint256, expires_at: iso(validToDate.getTime()) }
  }

  /** The certificate of the port, anew: the port reads it again when the files change. */
  async writeServer(settings: LinkSettings): Promise<TlsFiles> {
    const { clock, data } = this.#parts
    const now = clock.now()
    const authority = await this.open()
    const hosts = [new URL(urlOfLinks(settings)).hostname.replace(/^\[|\]$/g, '')]
    const server = await authority.issue({ name: 'Vigie', from: now - beforeMs, until: now + serverMs, hosts })
    const folder = join(data, 'edge.tls')
    const files = {
      cert_file: join(folder, 'certificate.pem'),
      key_file: join(folder, 'key.pem'),
      client_ca_file: join(folder, 'authority.pem'),
    }
    writeFileAtomically(files.client_ca_file, authority.certificate)
    writeFileAtomically(files.key_file, server.key)
    writeFileAtomically(files.cert_file, server.certificate)
    return files
  }
}

/** Where edges send to. */
export function urlOfLinks({ url, host, port }: LinkSettings): string {
  if (url !== undefined) return url
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `https://${name.includes(':') ? `[${name}]` : name}:${port}`
}
