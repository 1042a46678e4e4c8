import type { Sent } from '../../../kit/export/exporter.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { redactText } from '../../../kit/http-client/redact-text.ts'
import { retryAfter } from '../../../kit/http-client/retry-after.ts'
import { sendHttp } from '../../../kit/http-client/send-http.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import { headersOf, type Target } from './target.ts'

const deadlineMs = 10_000
const longestReason = 300

type Sending = { readonly network: OutgoingPolicy; readonly now: number; readonly signal: AbortSignal }

/** As remote write wants it: 5xx and 429 are tried again, every other 4xx never. */
export async function sendBatch(target: Target, body: Buffer, { network, now, signal }: Sending): Promise<Sent> {
  try {
    const answer = await sendHttp(target.url, {
      network,
      trust: 'operator',
      method: 'POST',
      headers: headersOf(target),
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
      most_bytes: 65_536,
      isPartTaken: true,
    })
    const { status } = answer
    if (status >= 200 && status < 300) return { state: 'taken' }
    const reason = `${status} ${redactText(answer.body.toString('utf8').trim())}`.slice(0, longestReason)
    if (status !== 429 && status < 500) return { state: 'refused', reason }
    const seconds = retryAfter(answer.headers['retry-after'], now)
    return {
      state: 'later',
      reason,
      isOfBatch: status === 500,
      ...(seconds === undefined ? {} : { after_ms: seconds * 1_000 }),
    }
  } catch (thrown) {
    return { state: 'later', reason: redactText(messageOf(thrown)).slice(0, longestReason) }
  }
}
