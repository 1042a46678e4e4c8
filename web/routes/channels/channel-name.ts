import { ListWebhooks } from '../../../contracts/communications/webhooks.ts'
import { useApiQuery } from '../../data/queries.ts'

/** A channel of the file has the name that it was given; a webhook is known by its address. */
export function useChannelName(): (channel: string) => string {
  const { data } = useApiQuery(ListWebhooks, {}, { staleTime: 60_000 })
  return channel => {
    const address = data?.items.find(one => one.channel === channel)?.url
    return address ? address.replace(/^https?:\/\//, '').replace(/\?.*$/, '') : channel
  }
}
