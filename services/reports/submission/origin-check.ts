import { forbidden } from '../../../kit/service/errors.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * A browser says whose page sends the report; pages of others may not send any in their visitors' names. Programs send
 * neither header. Source: Fetch Metadata Request Headers, https://www.w3.org/TR/fetch-metadata/
 */
export function refuseForeignPages(headers: Headers, public_url: string | undefined): void {
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
