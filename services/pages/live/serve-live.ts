import { StreamLive } from '../../../contracts/pages/live.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import type { LiveStreams } from './live-streams.ts'

export function serveLive(streams: LiveStreams): Served {
  return serve(StreamLive, ({ caller, headers, ip, query }) => {
    const sent = headers['last-event-id']
    const lastEventId = typeof sent === 'string' && sent !== '' ? sent : query.last_event_id
    return streams.listen({ caller, address: ip, lastEventId })
  })
}
