import { sendHttp } from '../../../kit/http-client/send-http.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import type { Context } from '../../../kit/service/service.ts'

export type Deps = Pick<Context, 'clock' | 'log' | 'network'> & {
  /** Checks are made when they are due, and what they see is stored. */
  readonly isWell: () => boolean
}

const answerMs = 10_000
const notReceived = 'the dead-man ping was not received'

/** Reports to somebody else that Vigie is alive; silence is the alarm, so it is silent as soon as it is not well. */
export async function pingDeadMan({ clock, log, network, isWell }: Deps, url: string): Promise<void> {
  if (!isWell()) {
    log.warn('Vigie is not well: the dead-man ping is left out')
    return
  }
  const late = new AbortController()
  const timer = clock.after(answerMs, () => late.abort())
  try {
    const request = { network, trust: 'operator', signal: late.signal, most_bytes: 0, skipBody: () => true } as const
    const { status } = await sendHttp(url, request)
    if (status >= 400) log.warn({ failure: `HTTP ${status}` }, notReceived)
  } catch (thrown) {
    const failure = late.signal.aborted ? `no answer within ${answerMs / 1000} s` : messageOf(thrown)
    log.warn({ failure }, notReceived)
  } finally {
    timer.cancel()
  }
}
