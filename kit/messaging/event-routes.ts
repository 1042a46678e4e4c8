import type { FastifyInstance } from 'fastify'
import { type HttpOptions, mount } from '../http/mount.ts'
import { notFound } from '../service/refusals.ts'
import { serve } from '../service/service.ts'
import { deliverEvents, parkEvent } from './event-operations.ts'
import type { Inbox } from './inbox.ts'
import { listParkedEvents, retryParkedEvent } from './parked-event-operations.ts'
import { type Parking, readParkedEvents, retryEvent } from './parked-events.ts'

/** How other processes of this cluster tell the services here what happened, and people what came of it. */
export function mountEventRoutes(app: FastifyInstance, running: readonly Parking[], http: HttpOptions): void {
  const inboxOf = (to: string): Inbox => {
    const found = running.find(({ inbox }) => inbox.service === to)
    if (found) return found.inbox
    throw notFound('kit.no-such-service', { service: to })
  }
  const hear = serve(deliverEvents, async ({ body: { to, events } }) => ({
    heard: [...(await inboxOf(to).deliverFromPeer(events))],
  }))
  const park = serve(parkEvent, async ({ body: { to, event, error } }) => {
    await inboxOf(to).park(event, error)
    return null
  })
  const list = serve(listParkedEvents, ({ query }) => readParkedEvents(running, query))
  const retry = serve(retryParkedEvent, async ({ params: { id } }) => {
    await retryEvent(running, id)
    return null
  })
  mount(app, hear, http)
  mount(app, park, http)
  mount(app, list, http)
  mount(app, retry, http)
}
