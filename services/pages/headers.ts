import type { Language } from './language.ts'
import { scriptPolicy } from './views/report-script.ts'
import { styleSource } from './views/style.ts'

type Headers = Readonly<Record<string, string>>

/** What is not a page for people, by the ending of its address. Programs of any site may read it. */
const types: Readonly<Record<string, string>> = {
  atom: 'application/atom+xml; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
}

/** How it goes over the wire. */
export function headersOf(address: string, language: Language): Headers {
  const type = types[endingOf(address) ?? '']
  if (type === undefined) return pageHeaders(language, address)
  return {
    'content-type': type,
    'access-control-allow-origin': '*',
    // A feed or badge that is opened by itself is a document too.
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'`,
  }
}

/** `atom` of `/feed.atom`; undefined for a page. */
export function endingOf(address: string): string | undefined {
  const ending = /\.([a-z]+)$/.exec(address)?.[1]
  return ending !== undefined && ending in types ? ending : undefined
}

/**
 * Our style and nothing else: no script, no font, no picture but the icon, wherever a name came from. Where there is a form
 * it may be sent to us; the one script of ours is for reports.
 */
export function pageHeaders(language: Language, address = '/'): Headers {
  const isReport = address.startsWith('/reports/')
  const form = isReport || address === '/contact' || address === '/subscribe' ? "'self'" : "'none'"
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy': `default-src 'none'; style-src ${styleSource}; ${isReport ? `${scriptPolicy}; ` : ''}img-src data:; base-uri 'none'; form-action ${form}; frame-ancestors 'self'`,
    'referrer-policy': 'same-origin',
  }
}
