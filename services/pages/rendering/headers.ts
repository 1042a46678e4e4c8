import type { Language } from '../../../contracts/messages/tables.ts'
import { reportScriptSource } from '../views/parts/report-script.ts'
import { styleSource } from '../views/parts/style.ts'

type Headers = Readonly<Record<string, string>>

/** What is not a page for people, by the ending of its address. Programs of any site may read it. */
const types: Readonly<Record<string, string>> = {
  atom: 'application/atom+xml; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
}

/** How it goes over the wire. */
export function headersOf(address: string, language: Language): Headers {
  const ending = endingOf(address) ?? ''
  const type = Object.hasOwn(types, ending) ? types[ending] : undefined
  if (type === undefined) return pageHeaders(language, address)
  return {
    'content-type': type,
    ...(type === types.js ? { 'cache-control': 'public, max-age=31536000, immutable' } : {}),
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

/** What other sites may show in a frame. */
export const frameAddress = '/embed/status'
export const chartFrames = '/embed/charts/'

/**
 * Our style, our two scripts and nothing else: no font, no picture but the icon and our badges, wherever a name came from.
 * Where there is a form it may be sent to us. Only the page that is made for it may be shown inside another site.
 */
export function pageHeaders(language: Language, address = '/'): Headers {
  const isReport = address.startsWith('/reports/')
  const framed = address === frameAddress || address.startsWith(chartFrames)
  const scripts = isReport ? `'self' ${reportScriptSource}; worker-src 'self'` : `'self'`
  const form = isReport || address === '/contact' || address === '/subscribe' ? "'self'" : "'none'"
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy': `default-src 'none'; style-src ${styleSource}; ${framed ? '' : `script-src ${scripts}; connect-src 'self'; `}img-src data: 'self'; base-uri 'none'; form-action ${form}; frame-ancestors ${framed ? '*' : `'self'`}`,
    'referrer-policy': 'same-origin',
  }
}
