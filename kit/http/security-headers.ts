/**
 * On every answer that does not say something else for itself. What is not made to be shown is shown by no browser: no script,
 * no style, in no frame, and never taken for another type than it says.
 */
export const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const
