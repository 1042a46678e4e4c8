import { connect, type Socket } from 'node:net'

export type LoadRequest = {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
export type LoadResult = {
  readonly answers: number
  readonly wrong: number
  readonly seconds: number
  readonly ms: readonly number[]
}

/** As it goes over the wire; made once, so that what asks costs little beside what answers. */
function wire(host: string, { method, path, headers = {}, body = '' }: LoadRequest): Buffer {
  const lines = Object.entries({ host, 'content-length': String(Buffer.byteLength(body)), ...headers })
  const json = method === 'GET' ? [] : [['content-type', 'application/json']]
  const head = [...lines, ...json].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${head}\r\n${body}`)
}

type Load = {
  readonly url: string
  readonly requests: readonly LoadRequest[]
  readonly connections: number
  readonly seconds: number
  readonly wanted: number
}

/** Asks over so many connections, one request at a time on each, and counts every answer that is not the wanted one. */
export async function load({ url, requests, connections, seconds, wanted }: Load): Promise<LoadResult> {
  const { hostname, port, host } = new URL(url)
  const buffers = requests.map(request => wire(host, request))
  const counts = { answers: 0, wrong: 0 }
  const ms: number[] = []
  const begun = performance.now()
  const end = begun + seconds * 1_000
  let turn = 0
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname)
      let sent = 0
      const ask = () => {
        if (performance.now() >= end) return void socket.end(resolve)
        sent = performance.now()
        socket.write(buffers[turn++ % buffers.length] ?? '')
      }
      socket.on('error', reject)
      socket.on('connect', ask)
      answersOf(socket, status => {
        counts.answers++
        if (status !== wanted) counts.wrong++
        ms.push(performance.now() - sent)
        ask()
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  return { ...counts, seconds: (performance.now() - begun) / 1_000, ms }
}

/** Answers with a content length, or none at all as 304 has. */
function answersOf(socket: Socket, answered: (status: number) => void): void {
  let waiting = Buffer.alloc(0)
  socket.on('data', chunk => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    const head = waiting.indexOf('\r\n\r\n')
    if (head < 0) return
    const text = waiting.subarray(0, head).toString('latin1')
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0)
    if (waiting.length < head + 4 + length) return
    waiting = waiting.subarray(head + 4 + length)
    answered(Number(text.slice(9, 12)))
  })
}
