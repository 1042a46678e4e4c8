import type { IncomingMessage } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import type { CustomFetch } from 'openid-client'
import { requestHttp, requestHttps } from '../../../kit/http/node-http.ts'
import type { OutgoingPolicy, Trust } from '../../../kit/http-client/network.ts'
import { inEnglish } from '../../../kit/messages/kit-catalogue.ts'
import { messageOf } from '../../../kit/service/errors.ts'

/** A discovery document, keys, a token with many groups: hardly ever a tenth of it. */
const longestAnswer = 1_048_576

/**
 * What the OpenID library asks the provider with. The addresses of a provider are in its own discovery document, so each is
 * judged as every other one is, by what its name resolves to for this very connection. Redirects are not followed.
 */
export function oidcFetch({ network, trust }: { network: OutgoingPolicy; trust: Trust }): CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const target = new URL(url)
    const refusal = network.refuses(target.hostname, trust)
    if (refusal) throw new Error(inEnglish(refusal))
    const content = body === undefined || body === null ? '' : String(body)
    try {
      const response = await answered(target, { method, headers, content, signal }, network.lookup(trust))
      return answerOf(response, await textOf(response))
    } catch (thrown) {
      throw new NoAnswer(messageOf(thrown), { cause: thrown })
    }
  }
}

/** The provider was not reached, or did not say all of it in time: that tells nothing about who came. */
export class NoAnswer extends Error {}

type Asked = {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly content: string
  readonly signal: AbortSignal | undefined
}

function answered(target: URL, { content, signal, ...asked }: Asked, lookup: LookupFunction): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? requestHttps : requestHttp
    const request = send(target, {
      ...asked,
      headers: { ...asked.headers, 'content-length': Buffer.byteLength(content) },
      agent: false,
      ...(signal ? { signal } : {}),
      // A literal address was judged before, and sockets do not look it up.
      ...(isIP(target.hostname) ? {} : { lookup }),
    })
    request.on('error', reject)
    request.on('response', resolve)
    request.end(content)
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  // Left before its end, the answer is destroyed, and the connection with it.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > longestAnswer) throw new Error(`an answer of the OpenID provider is larger than ${longestAnswer} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function answerOf({ statusCode: status = 0, headers }: IncomingMessage, text: string): Response {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  return new Response(status === 204 || status === 304 ? null : text, { status, headers: given })
}
