import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { rangesOf } from '../http-client/network.ts'
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

/**
 * A connection is an open file, and so are a database and every look at a target: those who come in leave enough of what
 * the system allows, or whoever opens connections would blind the lookout.
 */
export function withinFiles(limits: ConnectionLimits, most = mostOpenFiles()): ConnectionLimits {
  const ours = Math.max(256, Math.ceil(most / 4))
  const total = Math.min(limits.total, Math.max(16, most - ours))
  return { ...limits, total, perNetwork: Math.min(limits.perNetwork, Math.ceil(total / 2)) }
}

/** Node has raised the soft limit to the hard one already. Infinite where the system does not tell. */
function mostOpenFiles(): number {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft)
  } catch {
    return Number.POSITIVE_INFINITY
  }
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
