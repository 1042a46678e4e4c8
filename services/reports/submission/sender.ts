import { hostPrefix, networkPrefix, plainAddress } from '../../../kit/http/ip-prefix.ts'
import { forbidden } from '../../../kit/service/errors.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * A browser says whose page sends the report; pages of others may not send any in their visitors' names. Programs send
 * neither header. Source: Fetch Metadata Request Headers, https://www.w3.org/TR/fetch-metadata/
 */
export function requireOwnOrigin(headers: Headers, public_url: string | undefined): void {
  const site = headers['sec-fetch-site']
  const { origin, host } = headers
  const foreign =
    site === undefined
      ? origin !== undefined && hostOf(origin) !== host && hostOf(origin) !== hostOf(public_url)
      : site !== 'same-origin'
  if (foreign) throw forbidden('reports.foreign-page', 'reports come from the pages of this Vigie, or from programs')
}

function hostOf(url: string | string[] | undefined): string | null {
  return URL.parse(String(url))?.host ?? null
}

/** Who sent something, as coarse as each rule needs it. None of these is ever stored. */
export type Sender = {
  readonly address: string
  /** One household or machine: the address itself, or the /64 that every IPv6 household has. */
  readonly home: string
  readonly network: string
}

export function senderOf(address: string): Sender {
  return { address: plainAddress(address), home: hostPrefix(address), network: networkPrefix(address) }
}
