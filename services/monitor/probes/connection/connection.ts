import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { say } from '../../../../contracts/messages/words.ts'
import type { Message } from '../../../../kit/messages/message.ts'
import { type Attempt, down, unknown, type Verdict } from '../kind/attempt.ts'
import { hostPort, thousandths } from '../kind/format.ts'
import { certificateOf, certificateProblem } from './certificate.ts'
import { isAnswer, verdictOf } from './network-error.ts'

export type Endpoint = {
  readonly host: string
  readonly port: number
  readonly family: 0 | 4 | 6
  readonly tls: { readonly verify: boolean; readonly server_name: string | undefined } | null
}

/**
 * A fresh connection, or why there is none. A certificate is verified before anything is sent, so that no secret reaches
 * an impostor. Address, timings and certificate are noted in the attempt.
 */
export function openConnection(attempt: Attempt, endpoint: Endpoint): Promise<Socket | Verdict> {
  const { context, phases } = attempt
  const { host, port, tls } = endpoint
  const where = hostPort(host, port)
  const refused = context.network.refuses(host, context.trust)
  if (refused) return Promise.resolve(unknown(refused))
  // Of a chain of redirects, the last hop is recorded.
  attempt.address = null
  Object.assign(phases, { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null })
  return new Promise(resolve => {
    const socket = attempt.hold(socketTo(attempt, endpoint))
    let begun = attempt.elapsed()
    const lap = () => {
      const before = begun
      begun = attempt.elapsed()
      return thousandths(begun - before)
    }
    attempt.waiting = isIP(host) ? say('connection.connecting', { where }) : say('connection.resolving', { host })
    socket.once('lookup', (failure: Error | null, address: string) => {
      phases.dns_ms = lap()
      if (!failure) attempt.waiting = say('connection.connecting', { where: hostPort(address, port) })
    })
    socket.once('connect', () => {
      phases.connect_ms = lap()
      attempt.answered = true
      attempt.address = socket.remoteAddress ?? null
      attempt.waiting = say('connection.handshake')
      if (!tls) resolve(socket)
    })
    socket.once('secureConnect', () => {
      phases.tls_ms = lap()
      const problem = verifyCertificate(attempt, socket, endpoint)
      resolve(problem ? down(problem) : socket)
    })
    // Stays for the socket's whole life: a late error has no other listener.
    socket.on('error', failure => {
      attempt.answered ||= isAnswer(failure)
      resolve(attempt.address && tls ? handshakeFailed(failure, where) : verdictOf(failure, where))
    })
  })
}

function handshakeFailed(failure: NodeJS.ErrnoException, where: string): Verdict {
  if (failure.code === 'ECONNRESET') return down(say('tls.closed', { where }))
  return verdictOf(failure, where)
}

/** Without a client certificate one context fits every target, and making one costs more than the rest of a probe. */
let sharedContext: SecureContext | undefined

function socketTo(attempt: Attempt, { host, port, family, tls }: Endpoint): Socket {
  const { network, trust, timeout_ms } = attempt.context
  const address = {
    host,
    port,
    family,
    lookup: network.lookup(trust),
    autoSelectFamily: true,
    // Node gives up an address after 250 ms when there is another one: too early for the other side of the world.
    autoSelectFamilyAttemptTimeout: Math.max(250, Math.floor(timeout_ms / 4)),
  }
  if (!tls) return connectPlain(address)
  sharedContext ??= createSecureContext()
  const name = tls.server_name ?? host
  return connectTls({
    ...address,
    secureContext: sharedContext,
    // Names only: an address is no server name in TLS.
    ...(isIP(name) === 0 && { servername: name }),
    rejectUnauthorized: false,
  })
}

function verifyCertificate(attempt: Attempt, socket: Socket, { host, tls }: Endpoint): Message | null {
  if (!(socket instanceof TLSSocket) || !tls) return null
  const now = attempt.context.clock.now()
  const found = certificateOf(socket, now)
  if (!found) return tls.verify ? say('certificate.none') : null
  attempt.certificate = found.certificate
  if (!tls.verify || socket.authorized) return null
  const named = { now, x509: found.x509, host: tls.server_name ?? host }
  return certificateProblem(String(socket.authorizationError), found.certificate, named)
}

export function addressOf(attempt: Attempt, host: string, family: 0 | 4 | 6): Promise<string | Verdict> {
  const { network, trust } = attempt.context
  const refused = network.refuses(host, trust)
  if (refused) return Promise.resolve(unknown(refused))
  if (isIP(host) !== 0) return Promise.resolve(host)
  const begun = attempt.elapsed()
  attempt.waiting = say('connection.resolving', { host })
  return new Promise(resolve =>
    network.lookup(trust)(host, { family }, (failure, address) => {
      attempt.phases.dns_ms = thousandths(attempt.elapsed() - begun)
      resolve(failure ? verdictOf(failure, host) : String(address))
    }),
  )
}
