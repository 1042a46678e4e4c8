import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Fault, LayGround } from './fault.ts'

/**
 * `silent`: takes the connection and what is sent, and never answers. `slow`: does all that it is asked to do, and answers
 * one byte a second.
 */
export type PeerManner = 'well' | 'silent' | 'slow'

/** Stands before a peer: a chat, a mail server, the target of a webhook. */
export type HangingPeer = {
  readonly port: number
  behave(manner: PeerManner): void
  stop(): Promise<void>
}

const byteEveryMs = 1_000

export async function startHangingPeer(port: number): Promise<HangingPeer> {
  const open = new Set<Link>()
  let manner: PeerManner = 'well'
  const server = createServer(near => {
    const link = new Link(near, port)
    link.behave(manner)
    open.add(link)
    near.once('close', () => open.delete(link))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    behave: next => {
      manner = next
      for (const link of open) link.behave(next)
    },
    stop: () => {
      for (const link of open) link.end()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** What is open when the manner changes changes with it: a peer that hangs does so in the middle of a sentence. */
class Link {
  readonly #near: Socket
  readonly #far: Socket
  #manner: PeerManner = 'well'
  #unsent = Buffer.alloc(0)
  readonly #timer: NodeJS.Timeout

  constructor(near: Socket, port: number) {
    this.#near = near
    this.#far = connect(port, '127.0.0.1')
    for (const socket of [near, this.#far]) {
      socket.on('error', () => undefined)
      socket.once('close', () => this.end())
    }
    near.on('data', bytes => {
      if (this.#manner !== 'silent') this.#far.write(bytes)
    })
    this.#far.on('data', bytes => {
      this.#unsent = Buffer.concat([this.#unsent, bytes])
      if (this.#manner === 'well') this.#send(this.#unsent.length)
    })
    this.#timer = setInterval(() => this.#manner === 'slow' && this.#send(1), byteEveryMs)
  }

  behave(manner: PeerManner): void {
    // What was swallowed is not said again: a connection that has hung is of no use any more.
    if (this.#manner === 'silent' && manner !== 'silent') this.end()
    this.#manner = manner
    if (manner === 'well') this.#send(this.#unsent.length)
  }

  #send(count: number): void {
    if (this.#near.writable) this.#near.write(this.#unsent.subarray(0, count))
    this.#unsent = this.#unsent.subarray(count)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#near.destroy()
    this.#far.destroy()
  }
}

/** Whoever the program talks to is asked through a peer that can hang. */
export const besideHangingPeers: LayGround = async ports => {
  const peers = new Map<number, HangingPeer>()
  for (const port of ports) peers.set(port, await startHangingPeer(port))
  const behaving = (name: string, manner: PeerManner): Fault => ({
    name,
    cause: null,
    inject: async () => {
      for (const peer of peers.values()) peer.behave(manner)
      return async () => {
        for (const peer of peers.values()) peer.behave('well')
      }
    },
  })
  return {
    faults: [behaving('peers never answer', 'silent'), behaving('peers answer a byte a second', 'slow')],
    options: {},
    portOf: port => peers.get(port)?.port ?? port,
    remove: async () => void (await Promise.all([...peers.values()].map(peer => peer.stop()))),
  }
}
