import type { Language } from '../../../contracts/messages/tables.ts'
import { isLanguage } from '../../../kit/messages/languages.ts'
import { Reply } from '../../../kit/service/service.ts'
import { escapeHtml as escaped } from '../channels/format/format.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

export type ConfirmationPage = {
  readonly language: Language
  readonly title: string
  readonly text: string
  /** The button that changes something; the page itself never does: programs that look at e-mails follow links. */
  readonly action?: string | undefined
}

/** A page on its own, of a link that came by mail or chat. */
export function confirmationPage({ language, title, text, action }: ConfirmationPage, status = 200): Reply {
  const form = action ? `<form method="post"><button>${escaped(action)}</button></form>` : ''
  const html =
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(title)}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${styles}</style></head>` +
    `<body><main><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${form}</main></body></html>`
  return new Reply(html, headers, status)
}

/** Browsers say that they want a page; programs and the one-click button of mail services do not. */
export const wantsPage = (headers: Headers): boolean => String(headers.accept ?? '').includes('text/html')

/** The first of ours that the browser names. */
export function languageOf(headers: Headers, fallback: Language): Language {
  const named = String(headers['accept-language'] ?? '')
    .toLowerCase()
    .split(',')
    .map(part => part.trim().slice(0, 2))
  return named.find(isLanguage) ?? fallback
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // The address of the page is the secret.
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}

const styles =
  ':root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}' +
  'body{margin:0;padding:1.5rem;background:light-dark(#f2f4f7,#101828);color:light-dark(#1d2939,#e4e7ec)}' +
  'main{max-width:32rem;margin:10vh auto;padding:1.5rem;border-radius:.5rem;background:light-dark(#fff,#1d2939)}' +
  'h1{font-size:1.4rem;margin:0 0 .75rem}' +
  'button{font:inherit;font-weight:600;padding:.6rem 1.2rem;min-height:2.75rem;border:0;border-radius:.4rem;cursor:pointer;' +
  'background:light-dark(#175cd3,#84caff);color:light-dark(#fff,#101828)}' +
  'button:focus-visible{outline:3px solid light-dark(#101828,#fff);outline-offset:2px}'
