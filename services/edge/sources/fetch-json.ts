import { say } from '../../../contracts/messages/words.ts'
import type { OutgoingPolicy, PolicyFailure } from '../../../kit/http-client/network.ts'
import { redactText } from '../../../kit/http-client/redact-text.ts'
import { sendHttp } from '../../../kit/http-client/send-http.ts'
import { type Message, plainText } from '../../../kit/messages/message.ts'

/** `missing`: there is no such thing. */
export type Fetched = { readonly value: unknown } | { readonly failure: Message; readonly missing: boolean }

export type Fetching = {
  readonly network: OutgoingPolicy
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly timeout_ms: number
  readonly most_bytes: number
}

/** One GET of JSON, on the same server. Never rejects. */
export async function fetchJson(url: string, asked: Fetching): Promise<Fetched> {
  const { network, headers, most_bytes, timeout_ms } = asked
  const late = AbortSignal.timeout(timeout_ms)
  try {
    const { status, body } = await sendHttp(url, {
      network,
      trust: 'operator',
      signal: AbortSignal.any([asked.signal, late]),
      headers: { 'user-agent': 'Vigie (edge)', accept: 'application/json', 'accept-encoding': 'gzip, br', ...headers },
      most_bytes,
      redirects: { most: 3, may: (from, to) => from.origin === to.origin },
    })
    if (status !== 200) return { failure: say('edge.source-status', { status }), missing: status === 404 }
    return parsed(body)
  } catch (thrown) {
    if (late.aborted) return failed(say('edge.source-late', { time: { ms: timeout_ms } }))
    const { refusal, message }: Partial<PolicyFailure> & Error =
      thrown instanceof Error ? thrown : new Error(String(thrown))
    return failed(refusal ?? plainText(redactText(message).replace(/\s+/g, ' ').slice(0, 200)))
  }
}

function parsed(body: Buffer): Fetched {
  try {
    return { value: JSON.parse(body.toString('utf8')) }
  } catch {
    return failed(say('edge.source-no-json'))
  }
}

const failed = (failure: Message): Fetched => ({ failure, missing: false })
