import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { MqttClient } from 'mqtt'
import { isClientName } from '../../../contracts/edge/clients.ts'
import { policyFailure } from '../../../kit/http-client/network.ts'
import { redactText } from '../../../kit/http-client/redact-text.ts'
import { type Message, plainText } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import type { SourceSettings } from '../config.ts'
import { readMessage, topicPattern } from './mqtt-message.ts'
import type { PollerDeps, SourceState } from './source-poller.ts'

export type MqttSettings = Extract<SourceSettings, { kind: 'mqtt' }>

type Deps = Omit<PollerDeps, 'hasHistory'>
type Listening = { readonly source: MqttSettings; readonly client: MqttClient; state: SourceState }

const mostBytes = 65_536
const sessionKeptS = 86_400

/** Listens to brokers. A message is acknowledged when its values are on the disk; the broker keeps those of a short absence. */
export class MqttSources {
  readonly #deps: Deps
  readonly #all = new Map<string, Listening>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  async follow(sources: readonly MqttSettings[]): Promise<void> {
    const wanted = new Map(sources.map(source => [source.name, JSON.stringify(source)]))
    const gone = [...this.#all.values()].filter(({ source }) => wanted.get(source.name) !== JSON.stringify(source))
    await Promise.all(gone.map(one => this.#drop(one)))
    for (const source of sources) if (!this.#all.has(source.name)) await this.#listen(source)
  }

  states(): SourceState[] {
    return [...this.#all.values()].map(({ state }) => state)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all.values()].map(one => this.#drop(one)))
  }

  async #listen(source: MqttSettings): Promise<void> {
    const { MqttClient: Client } = (await import('mqtt')).default
    const { name, protocol, username, password } = source
    const client = new Client(() => this.#connect(new URL(source.url)), {
      clientId: `vigie-${name}`,
      clean: false,
      protocolVersion: protocol === '5' ? 5 : 4,
      ...(protocol === '5' ? { properties: { sessionExpiryInterval: sessionKeptS } } : {}),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      reconnectPeriod: 5_000,
      resubscribe: true,
    })
    const listening: Listening = { source, client, state: unheard(name) }
    this.#all.set(name, listening)
    const pattern = topicPattern(source.topic)
    client.on('error', thrown => this.#fail(listening, thrown))
    client.on('connect', () => {
      client.subscribe(pattern.filter, { qos: 1 }, thrown => {
        if (thrown) this.#fail(listening, thrown)
        else listening.state = { ...listening.state, failure: null }
      })
    })
    client.handleMessage = ({ topic, payload }, done) => {
      const fields = pattern.read(String(topic))
      const taken = fields ? this.#take(listening, fields, Buffer.from(payload)) : Promise.resolve()
      taken.then(
        () => done(),
        (thrown: unknown) => {
          this.#fail(listening, thrown)
          // It was not stored: the broker sends it again when the connection is new.
          client.reconnect()
        },
      )
    }
  }

  async #take(
    listening: Listening,
    fields: ReturnType<ReturnType<typeof topicPattern>['read']> & object,
    payload: Buffer,
  ): Promise<void> {
    const { source } = listening
    const client = fields.client ?? source.client
    const samples =
      payload.length > mostBytes ? undefined : readMessage(payload.toString('utf8'), fields, this.#deps.clock.now())
    const isKnown = client !== undefined && isClientName(client)
    const { accepted, duplicates, refused } =
      samples && isKnown
        ? await this.#deps.ingest({ client, source: source.name }, samples)
        : { accepted: 0, duplicates: 0, refused: [{ reason: 'unreadable' }] }
    const { state } = listening
    const reasons = { ...state.refused }
    for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1
    listening.state = {
      ...state,
      rounds: state.rounds + 1,
      accepted: state.accepted + accepted,
      duplicates: state.duplicates + duplicates,
      refused: reasons,
      last_success_at: accepted > 0 ? iso(this.#deps.clock.now()) : state.last_success_at,
    }
  }

  /** Every address is judged by the one policy, as of all connections that leave. */
  #connect({ protocol, hostname, port }: URL) {
    const { network } = this.#deps
    const refusal = network.refuses(hostname, 'operator')
    if (refusal) throw policyFailure(refusal)
    const host = hostname.replace(/^\[|\]$/g, '')
    const lookup = network.lookup('operator')
    if (protocol === 'mqtt:') return connectTcp({ host, port: Number(port || 1_883), lookup })
    return connectTls({ host, port: Number(port || 8_883), servername: host, lookup })
  }

  #fail(listening: Listening, thrown: unknown): void {
    const failure: Message = plainText(redactText(messageOf(thrown)).slice(0, 200))
    const { state, source } = listening
    if (!state.failure) this.#deps.log.warn({ source: source.name, err: thrown }, 'a broker cannot be listened to')
    listening.state = { ...state, failed: state.failed + 1, failure }
  }

  async #drop({ source, client }: Listening): Promise<void> {
    this.#all.delete(source.name)
    await client.endAsync(true)
  }
}

const unheard = (name: string): SourceState => ({
  name,
  kind: 'mqtt',
  objects: 0,
  rounds: 0,
  failed: 0,
  accepted: 0,
  duplicates: 0,
  refused: {},
  last_success_at: null,
  failure: null,
})
