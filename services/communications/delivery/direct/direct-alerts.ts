import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../../contracts/incidents/incidents.ts'
import { ListPresentSignals, type PresentSignal } from '../../../../contracts/incidents/present-signals.ts'
import type { StorageOutage, StorageView } from '../../../../kit/health/store-watch.ts'
import { toColumn } from '../../../../kit/messages/message.ts'
import { iso, sleep, type Timer } from '../../../../kit/runtime/clock.ts'
import { messageOf } from '../../../../kit/service/errors.ts'
import type { Envelope } from '../../../../kit/service/event.ts'
import type { Call } from '../../../../kit/service/service.ts'
import { type ConfiguredChannel, canSend } from '../../channels/configured/configured-channel.ts'
import { sendWithTimeout } from '../../channels/transport/send-with-timeout.ts'
import { buildMessage } from '../../notifications/incident-message.ts'
import { unpublishedEvent } from '../../notifications/message.ts'
import { dueNotifications, type Notification, type SentNotification } from '../../notifications/notification.ts'
import type { StatusCopies } from '../../public-status/status-copies.ts'
import type { SenderDeps } from '../channel-sender.ts'
import { pauseMs, queueOf } from '../delivery.ts'
import { queueDelivery, quietEnd } from '../queue-notifications.ts'
import { type DirectDelivery, directDelivery, storedForm } from './direct-delivery.ts'
import { KnownIncidents } from './known-incidents.ts'
import { predictIncident } from './predict-incident.ts'

type Deps = Omit<SenderDeps, 'links' | 'counts' | 'publish'> & {
  readonly storage: StorageView
  readonly call: Call
  readonly channels: { list(): readonly ConfiguredChannel[] }
  readonly copies: Pick<StatusCopies, 'components'>
  readonly reopen_within_ms: number
}

/** From the check to people: what one of them cannot store goes no further on the usual way. */
const chain = ['monitor', 'incidents', 'communications']
/** A database that restarts, or a file that is copied, is no reason to leave the usual way. */
const patienceMs = 5_000
const everyMs = 3_000
/** What was published in the last moments before may be stuck on the usual way. */
const lookBackMs = 120_000

/**
 * Sends alerts of outages while they cannot be stored. Asks the monitor, which knows from memory, what is in trouble and
 * what is well again; sends each channel what it has not been sent of it; and writes that into the queue as soon as there
 * is one again, before the usual way takes up, so that nothing is sent twice.
 */
export class DirectAlerts {
  readonly known = new KnownIncidents()
  readonly #deps: Deps
  readonly #sent = new Map<string, SentNotification[]>()
  readonly #unsubscribe: () => void
  readonly #stopping = new AbortController()
  #deliveries: DirectDelivery[] = []
  #timer: Timer | undefined
  #running = false

  constructor(deps: Deps) {
    this.#deps = deps
    this.#unsubscribe = deps.storage.onChange(() => this.#schedule())
  }

  stop(): void {
    this.#unsubscribe()
    this.#timer?.cancel()
    this.#stopping.abort()
  }

  /** What is sent of it on the usual way counts from now on. */
  recordIncident(incident: Incident): void {
    this.known.record(incident)
    for (const key of this.#sent.keys()) if (key.startsWith(`${incident.id} `)) this.#sent.delete(key)
  }

  /** In a transaction: what was sent directly becomes part of what was sent. */
  async store(): Promise<void> {
    const fresh = this.#deliveries.filter(({ stored }) => !stored)
    if (fresh.length === 0) return
    const { store, notifications, clock } = this.#deps
    const now = iso(clock.now())
    for (const delivery of fresh) {
      const { channel, notification } = delivery
      const sent = (await notifications.sent(notification.event.data.id)).get(channel) ?? []
      if (sent.some(({ key }) => key === notification.key)) continue
      const row = storedForm(delivery, now)
      await queueDelivery(row, this.#deps)
      await notifications.add([notification], { channel, delivery_id: row.id, at: row.created_at })
    }
    store.afterCommit(() => {
      for (const delivery of fresh) delivery.stored = true
      this.#deliveries = this.#deliveries.filter(one => !one.stored || one.in_flight)
    })
  }

  #schedule(): void {
    const { storage, clock } = this.#deps
    this.#timer?.cancel()
    this.#timer = undefined
    const outage = storage.outage(chain)
    if (!outage) {
      void this.#settle()
      return
    }
    if (this.#running || this.#stopping.signal.aborted) return
    const wait = outage.since + patienceMs - clock.now()
    this.#timer = clock.after(Math.max(0, wait), () => void this.#run(outage))
  }

  async #run(outage: StorageOutage): Promise<void> {
    const { clock, log } = this.#deps
    this.#running = true
    try {
      await this.#settle()
      await this.#pass(outage)
    } catch (thrown) {
      log.warn({ error: messageOf(thrown) }, 'alerts cannot be sent directly; trying again')
    }
    this.#running = false
    if (this.#stopping.signal.aborted) return
    this.#timer = clock.after(everyMs, () => this.#schedule())
  }

  /** Everything over, or only our own part of it. */
  async #settle(): Promise<void> {
    const { storage, store, log } = this.#deps
    if (this.#deliveries.every(({ stored }) => stored) || storage.outage(['communications'])) return
    try {
      await store.transaction(() => this.store())
    } catch (thrown) {
      log.debug({ error: messageOf(thrown) }, 'what was sent directly waits to be stored')
    }
    if (!storage.outage(chain)) this.#sent.clear()
  }

  async #pass(outage: StorageOutage): Promise<void> {
    const { call, clock, copies, reopen_within_ms } = this.#deps
    const now = clock.now()
    this.known.forgetOld(now)
    const { items } = await call(ListPresentSignals, { query: { since: iso(outage.since - lookBackMs) } })
    const named = new Map((await copies.components.all().catch(() => [])).map(one => [one.slug, one]))
    for (const [slug, present] of Map.groupBy(items, ({ signal }) => signal.component)) {
      const component = named.get(slug) ?? { id: slug, slug, name: nameOf(present, slug) }
      const incident = predictIncident(this.known.of(slug), present, { component, reopen_within_ms })
      if (!incident) continue
      await this.#notify(incident)
      this.known.predict(incident)
    }
    this.#sendAll()
  }

  async #notify(incident: Incident): Promise<void> {
    const { clock, channels } = this.#deps
    const event = eventOf(incident, clock.now())
    for (const channel of channels.list().filter(canSend)) {
      // What waits until morning can wait until it is stored.
      if (quietEnd(channel, incident.impact, clock.now()) !== null) continue
      const sent = await this.#sentTo(incident, channel)
      for (const notification of dueNotifications(event, sent, { carries: channel.kind.carries, when: channel.when })) {
        sent.push(sentForm(notification))
        this.#deliveries.push(directDelivery(channel.name, notification, iso(clock.now())))
      }
    }
  }

  async #sentTo(incident: Incident, channel: ConfiguredChannel): Promise<SentNotification[]> {
    const key = `${incident.id} ${channel.name}`
    const sent = this.#sent.get(key) ?? (await this.#readSent(incident, channel))
    this.#sent.set(key, sent)
    return sent
  }

  /** Where it cannot be read, what was known of the incident is taken to have been sent. */
  async #readSent(incident: Incident, channel: ConfiguredChannel): Promise<SentNotification[]> {
    const known = this.known.of(incident.component?.slug ?? '')
    try {
      return [...((await this.#deps.notifications.sent(incident.id)).get(channel.name) ?? [])]
    } catch {
      if (known?.id !== incident.id) return []
      const before = eventOf(known, this.#deps.clock.now())
      return dueNotifications(before, [], { carries: channel.kind.carries, when: channel.when }).map(sentForm)
    }
  }

  #sendAll(): void {
    const { log } = this.#deps
    for (const delivery of this.#deliveries) {
      this.#send(delivery).catch((thrown: unknown) => log.error({ err: thrown }, 'an alert could not be sent directly'))
    }
  }

  async #send(delivery: DirectDelivery): Promise<void> {
    const { clock, log, channels, random, settings } = this.#deps
    const channel = channels.list().find(({ name }) => name === delivery.channel)
    const isDue = delivery.state === 'queued' && delivery.not_before <= clock.monotonic()
    if (!channel || !isDue || delivery.in_flight || delivery.stored) return
    // One at a time: people get messages in order.
    if (this.#deliveries.some(one => one.channel === channel.name && one.in_flight)) return
    delivery.in_flight = true
    delivery.attempts += 1
    const message = buildMessage([delivery.notification], settings)
    const attempt = { delivery_id: delivery.id, stopped: this.#stopping.signal }
    const outcome = await sendWithTimeout(channel, message, attempt, this.#deps)
    delivery.in_flight = false
    delivery.last_error = 'error' in outcome ? toColumn(outcome.error) : null
    if (outcome.outcome === 'retry') {
      delivery.not_before = clock.monotonic() + pauseMs(delivery.attempts, outcome.retry_after_s, random)
    } else {
      delivery.state = outcome.outcome === 'delivered' ? 'delivered' : 'dead'
      delivery.done_at = iso(clock.now())
    }
    log.info({ channel: channel.name, delivery_id: delivery.id, outcome: outcome.outcome }, 'sent directly')
    if (delivery.stored) await this.#correct(delivery)
    this.#sendAll()
  }

  /** It was stored as delivered while it was under way. */
  async #correct(delivery: DirectDelivery): Promise<void> {
    const { store, deliveries, jobs, clock, log } = this.#deps
    const { id, channel, state, attempts, last_error, done_at } = delivery
    this.#deliveries = this.#deliveries.filter(one => one !== delivery)
    const next_at = state === 'queued' ? iso(clock.now()) : null
    while (!this.#stopping.signal.aborted) {
      try {
        return await store.transaction(async () => {
          await deliveries.change(id, { state, attempts, last_error, done_at, next_at })
          if (state === 'queued') await jobs.add(queueOf(channel), { id, data: null })
        })
      } catch (thrown) {
        log.debug({ error: messageOf(thrown) }, 'what became of an alert waits to be stored')
        await sleep(clock, everyMs)
      }
    }
  }
}

const nameOf = ([first]: readonly PresentSignal[], slug: string): string => first?.name ?? slug

const sentForm = ({ key, topic, cycle, event }: Notification): SentNotification => ({
  key,
  topic,
  cycle,
  impact: event.data.impact,
  revision: event.data.revision,
})

/** As incidents will publish it. */
function eventOf(incident: Incident, now: number): Envelope<Incident> {
  const { id, revision, status } = incident
  const definition = status === 'resolved' ? IncidentResolved : revision === 1 ? IncidentOpened : IncidentUpdated
  const said = { id: `${id}.direct-${revision}`, subject: id, time: iso(now), data: incident }
  return unpublishedEvent(definition.type, said)
}
