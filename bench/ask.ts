import { type Agent, request } from 'node:http'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: object
  readonly body: string | undefined
}
/** Status 0: there was none, and the text says why. */
export type Answer = { readonly status: number; readonly type: string; readonly text: string; readonly ms: number }

const hangMs = 30_000

/** One request to the program, exactly as it is given; never throws. */
export function askOver(agent: Agent, port: number, asked: Asked): Promise<Answer> {
  const { method, path, headers, body } = asked
  const begun = performance.now()
  return new Promise(resolve => {
    const done = (status: number, type: string, text: string) =>
      resolve({ status, type, text, ms: performance.now() - begun })
    const asking = request(
      { host: '127.0.0.1', port, method, path, headers: { ...headers }, agent, timeout: hangMs },
      answer => {
        const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
        let text = ''
        // A live stream goes on for ever, and is not a hang.
        if (type === 'text/event-stream') {
          done(answer.statusCode ?? 0, type, '')
          return asking.destroy()
        }
        answer.setEncoding('utf8').on('data', chunk => {
          text += chunk
        })
        answer.on('end', () => done(answer.statusCode ?? 0, type, text))
      },
    )
    asking.on('timeout', () => asking.destroy(new Error('no answer')))
    asking.on('error', failure => {
      // The connection was idle while inputs were made, and was closed meanwhile: nobody has seen this request.
      const isUnseen = asking.reusedSocket && 'code' in failure && /^(ECONNRESET|EPIPE)$/.test(String(failure.code))
      if (isUnseen) resolve(askOver(agent, port, asked))
      else done(0, '', failure.message)
    })
    asking.end(body)
  })
}
