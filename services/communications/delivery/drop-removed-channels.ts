import type { Jobs } from '../../../kit/jobs/jobs.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { ConfiguredChannel } from '../channels/configured/configured-channel.ts'
import { queueOf } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'

type Parts = {
  readonly store: Store
  readonly deliveries: DeliveryStore
  readonly jobs: Jobs
  readonly clock: Clock
}

/** What waits for a channel that was taken out or switched off becomes dead letters. One that only lacks something waits. */
export async function dropRemovedChannels(
  channels: readonly ConfiguredChannel[],
  { store, deliveries, jobs, clock }: Parts,
): Promise<void> {
  await store.transaction(async () => {
    const now = clock.now()
    for (const name of await deliveries.channelsWithQueue()) {
      const channel = channels.find(one => one.name === name)
      if (channel?.enabled) continue
      const what = channel ? 'is switched off' : 'is no longer in the configuration'
      const error = `channel "${name}" ${what}`
      await deliveries.giveUp(name, error, iso(now))
      await jobs.stored.buryAll(queueOf(name), { error, now })
    }
  })
}
