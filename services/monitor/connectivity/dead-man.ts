import { requestHttp, requestHttps } from '../../../kit/http/node-http.ts'
import { inEnglish } from '../../../kit/messages/kit-catalogue.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import type { Context } from '../../../kit/service/service.ts'

export type Deps = Pick<Context, 'clock' | 'log' | 'network'> & {
  /** Checks are made when they are due, and what they see is stored. */
  readonly isWell: () => boolean
}

const answerMs = 10_000

/** Reports to somebody else that Vigie is alive; silence is the alarm, so it is silent as soon as it is not well. */
export async function pingDeadMan({ clock, log, network, isWell }: Deps, url: string): Promise<void> {
  if (!isWell()) {
    log.warn('Vigie is not well: the dead-man ping is left out')
    return
  }
  const failure = await ping(new URL(url), { clock, network })
  if (failure) log.warn({ failure }, 'the dead-man ping was not received')
}

function ping(url: URL, { clock, network }: Pick<Deps, 'clock' | 'network'>): Promise<string | null> {
  const refused = network.refuses(url.hostname, 'operator')
  if (refused) return Promise.resolve(inEnglish(refused))
  const begin = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise(resolve => {
    const request = begin(url, { lookup: network.lookup('operator'), agent: false }, response => {
      const { statusCode = 0 } = response
      end(statusCode < 400 ? null : `HTTP ${statusCode}`)
    })
    const end = (failure: string | null) => {
      timer.cancel()
      request.destroy()
      resolve(failure)
    }
    const timer = clock.after(answerMs, () => end(`no answer within ${answerMs / 1000} s`))
    request.on('error', thrown => end(messageOf(thrown)))
    request.end()
  })
}
