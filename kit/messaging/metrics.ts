import type { Inbox } from './inbox.ts'
import type { Relay } from './relay.ts'

export type Messages = { readonly inbox: Inbox; readonly relays: readonly Relay[] }

/** Prometheus text: what waits, who is away, what was given up. */
export async function messagingMetrics(all: readonly Messages[]): Promise<string> {
  const counted = await Promise.all(
    all.map(async ({ inbox, relays }) => {
      const counts = await Promise.all(relays.map(relay => relay.counts()))
      const waiting = counts.reduce((sum, { waiting: events }) => sum + events, 0)
      const absent = counts.filter(count => count.absent).length
      return { service: inbox.service, waiting, absent, parked: await inbox.parked() }
    }),
  )
  const gauge = (name: string, help: string, read: (one: (typeof counted)[number]) => number) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...counted.map(one => `${name}{service="${one.service}"} ${read(one)}`),
  ]
  return [
    ...gauge(
      'vigie_events_waiting',
      'Events of this service that a listener has to be told again.',
      one => one.waiting,
    ),
    ...gauge('vigie_listeners_absent', 'Listeners of this service that cannot be told now.', one => one.absent),
    ...gauge('vigie_events_parked', 'Events that this service gave up handling after five tries.', one => one.parked),
  ].join('\n')
}
