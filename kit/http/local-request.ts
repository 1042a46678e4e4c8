import type { IncomingHttpHeaders } from 'node:http'

type Asking = { readonly ip: string; readonly headers: IncomingHttpHeaders }
export type LocalAccess = { readonly public_url: string | undefined; readonly runsFunctions: boolean }

const loopbackName = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i
const loopbackAddress = /^(?:127\.|::1$|::ffff:127\.)/i

/** What proxies and content networks add; one of them is enough to know that somebody stands in between. */
const forwarding =
  /^(?:forwarded|via|cdn-loop|true-client-ip|client-ip|x-real-ip|x-client-ip|x-cluster-client-ip|x-proxyuser-ip|x-scheme|x-(?:forwarded|original|envoy|amzn?|azure|appengine|vercel|fastly|cloud-trace)(?:-.*)?|(?:cf|fastly|fly|akamai|ali)-.*)$/

/**
 * Whether a request comes from this very machine and was made for it. Behind a proxy everybody seems to be local, a page of
 * another site can have a browser on this machine ask (then `Host` names that site), and functions are other people's
 * programs: where any of these may be so, nobody is let in for their address.
 */
export function isLocalRequest({ ip, headers }: Asking, { public_url, runsFunctions }: LocalAccess): boolean {
  if (runsFunctions || !loopbackAddress.test(ip)) return false
  if (public_url !== undefined && !loopbackName.test(URL.parse(public_url)?.host ?? '')) return false
  if (!loopbackName.test(headers.host ?? '')) return false
  return !Object.keys(headers).some(name => forwarding.test(name))
}
