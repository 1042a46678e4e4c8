import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export type SeveredLine = {
  readonly url: string
  /** Cuts every connection in the middle of whatever it carries, and takes none, as when the other process has died. */
  cut(): Promise<void>
  /** The same port again. */
  mend(): Promise<void>
}

/** A line to a server of this machine that can be cut and mended, as if the process behind it died and came back. */
export async function severedLine(t: TestContext, target: string): Promise<SeveredLine> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  const server = createServer(near => {
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => undefined)
      one.once('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  const listen = async (at: number): Promise<number> => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const cut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  const own = await listen(0)
  t.after(cut)
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    mend: async () => {
      await listen(own)
    },
  }
}
