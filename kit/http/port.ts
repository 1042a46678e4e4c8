import { readFileSync, statSync } from 'node:fs'
import { Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Finding } from '../health/finding.ts'
import type { Address } from '../http-client/host-address.ts'
import { type Clock, iso, type Timer } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { messageOf } from '../service/errors.ts'
import type { Served } from '../service/service.ts'
import type { TlsMaterial } from './server.ts'

/** Absolute paths of PEM files. */
export type TlsFiles = {
  readonly cert_file: string
  readonly key_file: string
  /** Who connects must show a certificate that one of these has signed. */
  readonly client_ca_file?: string | undefined
}

/** A port of a service's own, beside the one where everything is served: for devices, or for a protocol that expects it. */
export type Port = {
  /** For messages; unique in its service. */
  readonly name: string
  readonly at: Address
  readonly serves: readonly Served[]
  readonly tls?: TlsFiles | undefined
}

type Surroundings = {
  readonly clock: Clock
  readonly log: Log
  /** A server that answers these operations like all others. */
  readonly serve: (serves: readonly Served[], options: { readonly tls?: TlsMaterial | undefined }) => FastifyInstance
}

const certificatesReadEveryMs = 60_000

/** An open port, or one that could not be opened: then it says why, and everything else runs. */
export class OpenPort implements AsyncDisposable {
  readonly #port: Port
  readonly #around: Surroundings
  #app: FastifyInstance | undefined
  #finding: Finding | undefined
  #timer: Timer | undefined
  #read = 0

  constructor(port: Port, around: Surroundings) {
    this.#port = port
    this.#around = around
  }

  /** Null while it is not open. */
  get address(): AddressInfo | null {
    const bound = this.#app?.server.address()
    return bound && typeof bound === 'object' ? bound : null
  }

  findings(): readonly Finding[] {
    return this.#finding ? [this.#finding] : []
  }

  async open(): Promise<void> {
    const { name, at, serves, tls } = this.#port
    const { log, clock, serve } = this.#around
    try {
      this.#read = tls ? changedAt(tls) : 0
      this.#app = serve(serves, { tls: tls && material(tls) })
      await this.#app.listen(at)
      log.info({ port: name, address: this.address, tls: tls !== undefined }, 'a port is open')
      if (tls) this.#renewLater(tls)
    } catch (thrown) {
      const message = `the port "${name}" (${at.host}:${at.port}) could not be opened: ${messageOf(thrown)}`
      this.#finding = { severity: 'degraded', code: 'http.port-unavailable', message, since: iso(clock.now()) }
      log.error({ port: name, err: thrown }, message)
      await this.#app?.close()
      this.#app = undefined
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.cancel()
    await this.#app?.close()
  }

  /** Certificates last weeks, and are replaced by others than us. */
  #renewLater(tls: TlsFiles): void {
    this.#timer = this.#around.clock.after(certificatesReadEveryMs, () => {
      this.#renew(tls)
      this.#renewLater(tls)
    })
  }

  /** Who connects from now on sees the new certificate; connections go on. */
  #renew(tls: TlsFiles): void {
    const server = this.#app?.server
    if (!(server instanceof TlsServer)) return
    try {
      const changed = changedAt(tls)
      if (changed === this.#read) return
      server.setSecureContext(material(tls))
      this.#read = changed
      this.#around.log.info({ port: this.#port.name }, 'a certificate was renewed')
    } catch (thrown) {
      this.#around.log.error(
        { port: this.#port.name, err: thrown },
        'a certificate could not be renewed: the old one stays',
      )
    }
  }
}

const filesOf = ({ cert_file, key_file, client_ca_file }: TlsFiles): readonly string[] =>
  [cert_file, key_file, client_ca_file].filter(file => file !== undefined)

const changedAt = (tls: TlsFiles): number => Math.max(...filesOf(tls).map(file => statSync(file).mtimeMs))

function material({ cert_file, key_file, client_ca_file }: TlsFiles): TlsMaterial {
  const own = { cert: readFileSync(cert_file), key: readFileSync(key_file) }
  if (client_ca_file === undefined) return own
  return { ...own, ca: readFileSync(client_ca_file), requestCert: true, rejectUnauthorized: true }
}
