import { type Clock, iso } from '../../kit/clock.ts'
import type { Store } from '../../kit/store.ts'
import type { ConfiguredChannel } from './configured-channel.ts'
import type { DeliveryStore } from './delivery-store.ts'

type Parts = { readonly store: Store; readonly deliveries: DeliveryStore; readonly clock: Clock }

/** What waits for a channel that was taken out or switched off becomes dead letters. One that only lacks something waits. */
export async function giveUpGone(
  channels: readonly ConfiguredChannel[],
  { store, deliveries, clock }: Parts,
): Promise<void> {
  await store.transaction(async () => {
    const at = iso(clock.now())
    for (const name of await deliveries.channelsWithQueue()) {
      const channel = channels.find(one => one.name === name)
      if (channel?.enabled) continue
      const what = channel ? 'is switched off' : 'is no longer in the configuration'
      await deliveries.giveUp(name, `channel "${name}" ${what}`, at)
    }
  })
}
