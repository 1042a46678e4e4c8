import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { ChannelSender, type SenderParts } from './channel-sender.ts'
import { queueOf } from './delivery.ts'

/** One sender for each channel that can send. */
export class ChannelSenders {
  readonly #parts: SenderParts
  readonly #senders = new Map<string, ChannelSender>()

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  /** From now on these channels: new ones begin, changed ones go on with what changed, the others stop. */
  async use(channels: readonly ConfiguredChannel[]): Promise<void> {
    const usable = new Map(channels.filter(canSend).map(channel => [channel.name, channel]))
    for (const [name, channel] of usable) {
      const known = this.#senders.get(name)
      if (known) known.use(channel)
      else this.#senders.set(name, new ChannelSender(channel, this.#parts))
    }
    const gone = [...this.#senders.keys()].filter(name => !usable.has(name))
    for (const name of gone) this.#senders.delete(name)
    await Promise.all(gone.map(name => this.#parts.jobs.close(queueOf(name))))
  }
}
