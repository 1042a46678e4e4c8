import type { CustomFetch } from 'openid-client'
import type { OutgoingPolicy, Trust } from '../../../kit/http-client/network.ts'
import { responseOf, sendHttp } from '../../../kit/http-client/send-http.ts'
import { messageOf } from '../../../kit/service/errors.ts'

/** A discovery document, keys, a token with many groups: hardly ever a tenth of it. */
const mostBytes = 1_048_576

/**
 * What the OpenID library asks the provider with. The addresses of a provider are in its own discovery document, so each is
 * judged as every other one is, by what its name resolves to for this very connection. Redirects are not followed.
 */
export function oidcFetch(policy: { readonly network: OutgoingPolicy; readonly trust: Trust }): CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const content = body === undefined || body === null ? '' : String(body)
    const deadline = signal ? { signal } : {}
    const sent = { method, headers, body: content, most_bytes: mostBytes }
    try {
      return responseOf(await sendHttp(url, { ...policy, ...sent, ...deadline }))
    } catch (thrown) {
      throw new NoAnswer(messageOf(thrown), { cause: thrown })
    }
  }
}

/** The provider was not reached, or did not say all of it in time: that tells nothing about who came. */
export class NoAnswer extends Error {}
