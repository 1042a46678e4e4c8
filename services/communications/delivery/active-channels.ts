import { inEnglish, say } from '../../../contracts/messages/words.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import { toColumn } from '../../../kit/messages/message.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import {
  type ConfiguredChannel,
  canSend,
  configuredChannels,
  secretsOfChannel,
} from '../channels/configured/configured-channel.ts'
import { verifyChannel } from '../channels/configured/test-channel.ts'
import type { Smtp } from '../channels/transport/smtp.ts'
import type { ChannelSections, EscalationStep } from '../config.ts'
import type { WebhookStore } from '../webhooks/webhook-store.ts'
import { channelOf } from '../webhooks/webhooks.ts'
import { ChannelSender, type SenderDeps } from './channel-sender.ts'
import { queueOf } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'

type PlaceOf = Context['placeOf']
type Deps = SenderDeps & { readonly webhooks: WebhookStore }

/** Those of the configuration and those of the API; one sender for each that can send. */
export class ActiveChannels {
  readonly #deps: Deps
  readonly #senders = new Map<string, ChannelSender>()
  #channels: readonly ConfiguredChannel[] = []
  #sections: ChannelSections
  #placeOf: PlaceOf

  constructor(sections: ChannelSections, placeOf: PlaceOf, deps: Deps) {
    this.#sections = sections
    this.#placeOf = placeOf
    this.#deps = deps
  }

  list(): readonly ConfiguredChannel[] {
    return this.#channels
  }

  /** `vigie.yaml:12`; null: the file does not say it. */
  placeOf({ path }: ConfiguredChannel): string | null {
    return path && this.#placeOf(path)
  }

  smtp(): Smtp | undefined {
    return this.#sections.smtp
  }

  escalation(): readonly EscalationStep[] {
    const steps = this.#sections.escalation ?? []
    return steps.map(({ after, to, impact }) => ({ after_ms: after * 1000, to, impact: impact ?? null }))
  }

  /** The configuration is in force. */
  async apply(sections: ChannelSections, placeOf: PlaceOf): Promise<void> {
    this.#sections = sections
    this.#placeOf = placeOf
    await this.refresh()
    for (const channel of this.#channels.filter(canSend)) void verifyChannel(channel, this.#deps)
  }

  /** The configuration or the webhooks are others now: new channels begin, changed ones go on with it, others stop. */
  async refresh(): Promise<void> {
    const { webhooks, redactor, settings, jobs } = this.#deps
    const added = (await webhooks.all()).map(channelOf)
    // Those of the file are known from the configuration.
    redactor.know('webhooks', added.flatMap(secretsOfChannel))
    this.#channels = [...configuredChannels(this.#sections, settings.time_zone), ...added]
    await dropRemovedChannels(this.#channels, this.#deps)
    const usable = new Map(this.#channels.filter(canSend).map(channel => [channel.name, channel]))
    for (const [name, channel] of usable) {
      const known = this.#senders.get(name)
      if (known) known.use(channel)
      else this.#senders.set(name, new ChannelSender(channel, this.#deps))
    }
    const gone = [...this.#senders.keys()].filter(name => !usable.has(name))
    for (const name of gone) this.#senders.delete(name)
    await Promise.all(gone.map(name => jobs.close(queueOf(name))))
  }
}

type DropDeps = {
  readonly store: Store
  readonly deliveries: DeliveryStore
  readonly jobs: Jobs
  readonly clock: Clock
}

/** What waits for a channel that was taken out or switched off becomes dead letters. One that only lacks something waits. */
async function dropRemovedChannels(
  channels: readonly ConfiguredChannel[],
  { store, deliveries, jobs, clock }: DropDeps,
): Promise<void> {
  await store.transaction(async () => {
    const now = clock.now()
    for (const name of await deliveries.channelsWithQueue()) {
      const channel = channels.find(one => one.name === name)
      if (channel?.enabled) continue
      const error = channel ? say('delivery.channel-off', { name }) : say('delivery.channel-gone', { name })
      await deliveries.giveUp(name, toColumn(error), iso(now))
      await jobs.stored.buryAll(queueOf(name), { error: inEnglish(error), now })
    }
  })
}
