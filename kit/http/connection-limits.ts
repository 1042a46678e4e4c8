import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { rangesOf } from '../network.ts'
import { networkPrefix, plainAddress } from './ip-prefix.ts'

export type ConnectionLimits = {
  readonly total: number
  readonly perNetwork: number
  /** Until the head of a request is complete. */
  readonly headMs: number
  /** Until all of it is. */
  readonly requestMs: number
  /** Without a byte in either direction, also while an answer is under way to somebody who does not read it. */
  readonly idleMs: number
  readonly checkedEveryMs: number
}

export const connectionLimits: ConnectionLimits = {
  total: 8_000,
  perNetwork: 1_000,
  headMs: 10_000,
  requestMs: 30_000,
  idleMs: 120_000,
  checkedEveryMs: 5_000,
}

/** This machine itself and the proxies that are named: they have the connections of everybody. */
export function exemptOf(trusted_proxies: readonly string[]): (address: string) => boolean {
  return rangesOf(['127.0.0.0/8', '::1', ...trusted_proxies])
}

/** Nobody takes all connections: neither one network, nor those who have nothing to say on theirs. */
export function limitConnections(
  server: Server,
  { total, perNetwork }: ConnectionLimits,
  isExempt: (address: string) => boolean,
): void {
  const open = new Map<string, number>()
  server.maxConnections = total
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    if (address === undefined || isExempt(plainAddress(address))) return
    const network = networkPrefix(address)
    const count = (open.get(network) ?? 0) + 1
    if (count > perNetwork) return socket.destroy()
    open.set(network, count)
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1
      if (left > 0) open.set(network, left)
      else open.delete(network)
    })
  })
  // Those that wait for a next request are the ones to do without.
  server.on('drop', () => server.closeIdleConnections())
}
