import { createServer, type Socket } from 'node:net'

export type RoughServer = { readonly port: number; readonly url: string; stop(): Promise<void> }

/**
 * A server that may break every rule: it gets each connection with the text received up to and including `until`, and
 * writes what it likes.
 */
export async function roughServer(
  treat: (socket: Socket, received: string) => void,
  { host = '127.0.0.1', until = '\r\n\r\n' } = {},
): Promise<RoughServer> {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    let received = ''
    let treated = false
    const begin = () => {
      if (treated || !received.includes(until)) return
      treated = true
      treat(socket, received)
    }
    socket.on('data', chunk => {
      received = (received + chunk.toString('latin1')).slice(0, 100_000)
      begin()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    begin()
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

/** Writes `text` again and again until the other side has gone. */
export function repeatedly(socket: Socket, text: string | Buffer, every_ms: number): void {
  const timer = setInterval(() => socket.write(text), every_ms)
  socket.on('close', () => clearInterval(timer))
}

/** Writes as fast as the other side reads, for ever. */
export function endlessly(socket: Socket, chunk: Buffer): void {
  const pour = () => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', pour)
  pour()
}
