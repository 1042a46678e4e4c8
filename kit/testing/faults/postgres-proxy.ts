import { type AddressInfo, createServer, type Server, Socket } from 'node:net'

/**
 * Where a connection breaks around a COMMIT. `before`: the server never hears of it. `at`: it was sent, and nobody waits for
 * what comes of it. `after`: the server has carried it out, and its answer is lost.
 */
export type CommitFault = 'before' | 'at' | 'after'

type Mode = 'pass' | 'hang' | 'refuse'

/** Stands between a program and PostgreSQL and breaks what it is told to. */
export type PostgresProxy = {
  /** As the real address, through the proxy. */
  readonly url: string
  /** Asked at every COMMIT, which are counted from 1 over all connections. */
  onCommit(decide: (count: number) => CommitFault | null): void
  /** How many COMMITs have come. */
  commits(): number
  /** How many of them were broken. */
  broken(): number
  /** Open connections of the program. */
  connections(): number
  /** Nothing goes through any more in either direction, and nothing breaks. */
  hang(): void
  /** Who connects is turned away; what is open stays. */
  refuse(): void
  /** Breaks every connection. */
  cut(): void
  pass(): void
  stop(): Promise<void>
}

export async function startPostgresProxy(url: string): Promise<PostgresProxy> {
  const real = new URL(url)
  const target = { host: real.hostname, port: Number(real.port || 5432) }
  const state: State = { mode: 'pass', links: new Set(), commits: 0, broken: 0, decide: () => null }
  const server = createServer(client => {
    if (state.mode === 'refuse') client.destroy()
    else state.links.add(new Link(client, target, state))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  real.hostname = '127.0.0.1'
  real.port = String((server.address() as AddressInfo).port)
  const cut = () => {
    for (const link of state.links) link.break()
  }
  const turn = (mode: Mode) => {
    state.mode = mode
    for (const link of state.links) link.turn()
  }
  return {
    url: real.href,
    onCommit: decide => {
      state.decide = decide
    },
    commits: () => state.commits,
    broken: () => state.broken,
    connections: () => state.links.size,
    hang: () => turn('hang'),
    refuse: () => turn('refuse'),
    cut,
    pass: () => turn('pass'),
    stop: () => stopped(server, cut),
  }
}

function stopped(server: Server, cut: () => void): Promise<void> {
  cut()
  return new Promise(resolve => server.close(() => resolve()))
}

type State = {
  mode: Mode
  readonly links: Set<Link>
  commits: number
  broken: number
  decide: (count: number) => CommitFault | null
}

/** One connection of the program and the one to the server that belongs to it. */
class Link {
  readonly #client: Socket
  readonly #server = new Socket()
  readonly #state: State
  readonly #asked = new Messages(true)
  readonly #answered = new Messages(false)
  /** The answer to a COMMIT that is on its way will be the last thing that the server says. */
  #losesAnswer = false

  constructor(client: Socket, target: { readonly host: string; readonly port: number }, state: State) {
    this.#client = client
    this.#state = state
    for (const socket of [client, this.#server]) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => this.break())
    }
    this.#server.connect(target)
    client.on('data', bytes => this.#ask(bytes))
    this.#server.on('data', bytes => this.#answer(bytes))
    this.turn()
  }

  turn(): void {
    for (const socket of [this.#client, this.#server]) {
      if (this.#state.mode === 'hang') socket.pause()
      else socket.resume()
    }
  }

  break(): void {
    this.#state.links.delete(this)
    this.#client.destroy()
    this.#server.destroy()
  }

  #ask(bytes: Buffer): void {
    for (const message of this.#asked.read(bytes)) {
      const fault = isCommit(message) ? this.#faultOf() : null
      this.#losesAnswer = fault === 'after'
      if (fault === 'before') this.break()
      else if (fault === 'at') this.#server.write(message, () => this.break())
      else this.#server.write(message)
      if (fault === 'before' || fault === 'at') break
    }
  }

  #faultOf(): CommitFault | null {
    this.#state.commits += 1
    const fault = this.#state.decide(this.#state.commits)
    if (fault) this.#state.broken += 1
    return fault
  }

  #answer(bytes: Buffer): void {
    if (!this.#losesAnswer) this.#client.write(bytes)
    else if (this.#answered.read(bytes).some(message => message[0] === commandComplete)) this.break()
  }
}

const commandComplete = 'C'.charCodeAt(0)
const simpleQuery = 'Q'.charCodeAt(0)
const typeLength = 1

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
function isCommit(message: Buffer): boolean {
  if (message[0] !== simpleQuery) return false
  return /^\s*commit\s*;?\s*$/i.test(message.toString('utf8', 5, message.length - 1))
}

/** Cuts a stream of bytes into messages: a type, the length of the rest with itself, the rest. The first has no type. */
class Messages {
  #rest = Buffer.alloc(0)
  #isFirst: boolean

  constructor(beginsUntyped: boolean) {
    this.#isFirst = beginsUntyped
  }

  *read(bytes: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, bytes])
    for (;;) {
      const before = this.#isFirst ? 0 : typeLength
      if (this.#rest.length < before + 4) return
      const length = before + this.#rest.readUInt32BE(before)
      if (this.#rest.length < length) return
      const message = this.#rest.subarray(0, length)
      this.#rest = this.#rest.subarray(length)
      this.#isFirst = false
      yield message
    }
  }
}
