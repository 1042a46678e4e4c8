/**
 * On every answer that does not say something else for itself. What is not made to be shown is shown by no browser: no script,
 * no style, in no frame of others, and never taken for another type than it says. Our own frames show previews, and may be refused.
 */
const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'self'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const
const none = {} as const

/** A 304 has none of them: its headers take the place of those that the browser kept of the page. */
export const defaultHeaders = (status = 200): Readonly<Record<string, string>> =>
  status === 304 ? none : securityHeaders
