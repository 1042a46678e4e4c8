import type { FastifyInstance } from 'fastify'
import { notFound } from '../errors.ts'
import { type HttpOptions, mount } from '../http/mount.ts'
import { serve } from '../service.ts'
import { hearEvents, parkEvent } from './event-operations.ts'
import type { Inbox } from './inbox.ts'

/** How other processes of this cluster tell the services here what happened. */
export function mountEventRoutes(app: FastifyInstance, inboxes: readonly Inbox[], http: HttpOptions): void {
  const inboxOf = (to: string): Inbox => {
    const inbox = inboxes.find(({ service }) => service === to)
    if (inbox) return inbox
    throw notFound('kit.no-such-service', `${to} does not run here`)
  }
  const hear = serve(hearEvents, async ({ body: { to, events } }) => ({
    heard: [...(await inboxOf(to).deliverFromPeer(events))],
  }))
  const park = serve(parkEvent, async ({ body: { to, event, error } }) => {
    await inboxOf(to).park(event, error)
    return null
  })
  mount(app, hear, http)
  mount(app, park, http)
}
