import { connect, type Socket } from 'node:net'

export type OpenStream = {
  /** 0: the connection was closed before there was an answer. */
  readonly status: number
  readonly received: () => number
  readonly isOpen: () => boolean
  /** Its sender finds no room any more. */
  stopReading(): void
  close(): void
}

export type Opening = {
  readonly port: number
  readonly path: string
  /** One of this machine's loopback addresses: each counts as somebody else. */
  readonly from: string
  readonly token?: string | undefined
}

/** A stream as a browser keeps it open, on a connection and from an address of its own. */
export function openStream({ port, path, from, token }: Opening): Promise<OpenStream> {
  return new Promise(resolve => {
    const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: from })
    let head = ''
    let received = 0
    let open = true
    let isAnswered = false
    const answer = (status: number) => {
      isAnswered = true
      if (status !== 200) socket.destroy()
      resolve({
        status,
        received: () => received,
        isOpen: () => open,
        stopReading: () => void socket.pause(),
        close: () => void socket.destroy(),
      })
    }
    socket.once('connect', () => {
      const lines = [
        'host: 127.0.0.1',
        'accept: text/event-stream',
        ...(token ? [`authorization: Bearer ${token}`] : []),
      ]
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    })
    socket.on('data', chunk => {
      received += chunk.length
      if (isAnswered) return
      head += chunk.toString('latin1')
      const [, status] = /^HTTP\/1\.1 (\d{3}) [\s\S]*\r\n\r\n/.exec(head) ?? []
      if (status !== undefined) answer(Number(status))
    })
    socket.on('error', () => undefined)
    socket.once('close', () => {
      open = false
      if (!isAnswered) answer(0)
    })
  })
}
