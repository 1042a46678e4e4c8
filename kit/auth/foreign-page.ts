type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * Whether a page of somebody else made the visitor's browser send this; programs send neither header, and `none` is what
 * a person did. Source: Fetch Metadata Request Headers, https://www.w3.org/TR/fetch-metadata/
 */
export function isFromForeignPage(headers: Headers, public_url: string | null | undefined): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return origin !== undefined && hostOf(origin) !== host && hostOf(origin) !== hostOf(public_url)
}

const hostOf = (url: string | string[] | null | undefined): string | null => URL.parse(String(url))?.host ?? null
