import { randomInt } from 'node:crypto'
import { ListChannels, ListDeliveries, RetryDelivery, TestChannel } from '../../contracts/communications.ts'
import { type Incident, IncidentOpened, IncidentResolved, IncidentUpdated } from '../../contracts/incidents.ts'
import type { Envelope } from '../../kit/event.ts'
import { defineService, every, react, serve } from '../../kit/service.ts'
import { channelProblems } from './channel-problems.ts'
import { channelSections } from './channel-sections.ts'
import { ChannelSenders } from './channel-senders.ts'
import { type ConfiguredChannel, canSend, configuredChannels } from './configured-channel.ts'
import { DeliveryMetrics } from './delivery-metrics.ts'
import { DeliveryStore } from './delivery-store.ts'
import { giveUpGone } from './give-up-gone.ts'
import { channelNamed, listChannels } from './list-channels.ts'
import { listDeliveries } from './list-deliveries.ts'
import { createDeliveries } from './migrations/0001-create-deliveries.ts'
import { NoticeStore } from './notice-store.ts'
import { pruneDeliveries } from './prune-deliveries.ts'
import { retryDelivery } from './retry-delivery.ts'
import { tellIncident } from './tell-incident.ts'
import { testChannel, verifyChannel } from './test-channel.ts'

/** Senders are woken by what is new; this only finds what a wake-up missed. */
const netMs = 60_000
const pruneEveryMs = 6 * 3_600_000

export const communications = defineService({
  name: 'communications',
  config: channelSections,
  migrations: { '0001-create-deliveries': createDeliveries },
  validate: channelProblems,
  start({ config, settings, store, log, clock, network }) {
    const deliveries = new DeliveryStore(store)
    const notices = new NoticeStore(store)
    const metrics = new DeliveryMetrics()
    const parts = {
      ...{ store, deliveries, notices, log, clock, network },
      wording: settings,
      random: () => randomInt(2 ** 32) / 2 ** 32,
      settled: metrics.settled.bind(metrics),
    }
    const senders = new ChannelSenders(parts)
    let channels = configuredChannels(config)

    const use = async (next: readonly ConfiguredChannel[]) => {
      channels = next
      await giveUpGone(channels, parts)
      await senders.use(channels)
      for (const channel of channels.filter(canSend)) void verifyChannel(channel, parts)
    }
    const tell = async (event: Envelope<Incident>) => {
      const woken = await tellIncident(event, channels, parts)
      store.afterCommit(() => senders.wake(woken))
    }

    return {
      serves: [
        serve(ListDeliveries, ({ query }) => listDeliveries(query, deliveries)),
        serve(RetryDelivery, ({ params }) => retryDelivery(params.id, channels, { ...parts, senders })),
        serve(ListChannels, async () => ({ items: await listChannels(channels, deliveries), next_cursor: null })),
        serve(TestChannel, ({ params }) => testChannel(channelNamed(params.name, channels), parts)),
      ],
      reacts: [react(IncidentOpened, tell), react(IncidentUpdated, tell), react(IncidentResolved, tell)],
      repeats: [
        every(netMs, 'look for waiting deliveries', () => senders.wakeAll()),
        every(pruneEveryMs, 'prune deliveries', () => pruneDeliveries(parts, clock.now())),
      ],
      metrics: async () =>
        metrics.text(
          channels.map(({ name }) => name),
          await deliveries.queuedByChannel(),
        ),
      reload: next => use(configuredChannels(next)),
      begin: () => use(channels),
      stop: () => senders.stop(),
    }
  },
})
