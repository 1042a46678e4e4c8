import type { SourceSettings } from '../config.ts'
import { MqttSources } from './mqtt-sources.ts'
import { type PollerDeps, SourcePoller, type SourceState } from './source-poller.ts'

/** All that is asked or listened to. */
export class Sources {
  readonly #poller: SourcePoller
  readonly #brokers: MqttSources

  constructor(deps: PollerDeps) {
    this.#poller = new SourcePoller(deps)
    this.#brokers = new MqttSources(deps)
  }

  async follow(sources: readonly SourceSettings[]): Promise<void> {
    await this.#poller.follow(sources.filter(source => source.kind === 'iot-api'))
    await this.#brokers.follow(sources.filter(source => source.kind === 'mqtt'))
  }

  states(): SourceState[] {
    return [...this.#poller.states(), ...this.#brokers.states()]
  }

  async stop(): Promise<void> {
    await this.#poller.stop()
    await this.#brokers.stop()
  }
}
