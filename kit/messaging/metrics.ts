import { gauge, Metrics } from '../metrics/metrics.ts'
import type { Inbox } from './inbox.ts'
import type { Relay } from './relay.ts'

export type Messages = { readonly inbox: Inbox; readonly relays: readonly Relay[] }

/** What waits, who is away, what was given up. */
export function messagingMetrics(all: readonly Messages[]): Metrics {
  const metrics = new Metrics()
  metrics.read(
    {
      vigie_events_waiting: gauge('Events of this service that a listener has to be told again.'),
      vigie_listeners_absent: gauge('Listeners of this service that cannot be told now.'),
      vigie_events_parked: gauge('Events that this service gave up handling after five tries.'),
    },
    async () => {
      const counted = await Promise.all(all.map(counts))
      const samples = (of: (one: Counts) => number) =>
        counted.map(one => ({ labels: { service: one.service }, value: of(one) }))
      return {
        vigie_events_waiting: samples(({ waiting }) => waiting),
        vigie_listeners_absent: samples(({ absent }) => absent),
        vigie_events_parked: samples(({ parked }) => parked),
      }
    },
  )
  return metrics
}

type Counts = Awaited<ReturnType<typeof counts>>

async function counts({ inbox, relays }: Messages) {
  const each = await Promise.all(relays.map(relay => relay.counts()))
  return {
    service: inbox.service,
    waiting: each.reduce((sum, { waiting }) => sum + waiting, 0),
    absent: each.filter(({ absent }) => absent).length,
    parked: await inbox.parked(),
  }
}
