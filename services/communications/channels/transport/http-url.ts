import { Type } from 'typebox'

type Options = { readonly description?: string; readonly default?: string; readonly secret?: boolean }

export const HttpUrl = (options: Options = {}) =>
  Type.String({
    pattern: '^https?://[^\\s]+$',
    expects: 'an http or https URL',
    ...(options.secret ? {} : { address: true }),
    ...options,
  })

export const urlProblems = (field: string, url: string) =>
  URL.canParse(url) ? [] : [{ field, message: 'is not a URL' }]

/** `https://a.test/base` and `https://a.test/base/` are the same base. */
export const under = (base: string, path: string): string => `${base.replace(/\/+$/, '')}/${path}`
