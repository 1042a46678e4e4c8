import { type Incident, IncidentOpened, IncidentResolved, IncidentUpdated } from '../../../../contracts/incidents.ts'
import { incidentMessages } from '../../../../contracts/messages/incidents.ts'
import { ListPresentSignals, type PresentSignal } from '../../../../contracts/present-signals.ts'
import type { ComponentRef } from '../../../../contracts/vocabulary.ts'
import type { StorageOutage, StorageView } from '../../../../kit/health/store-watch.ts'
import { iso, sleep, type Timer } from '../../../../kit/runtime/clock.ts'
import { messageOf } from '../../../../kit/service/errors.ts'
import type { Envelope } from '../../../../kit/service/event.ts'
import type { Call } from '../../../../kit/service/service.ts'
import { type ConfiguredChannel, canSend } from '../../channels/configured/configured-channel.ts'
import { sendWithTimeout } from '../../channels/transport/send-with-timeout.ts'
import { buildMessage } from '../../notifications/incident-message.ts'
import { dueNotifications, type Notification, type SentNotification } from '../../notifications/notification.ts'
import type { SenderParts } from '../channel-sender.ts'
import { pauseMs, queueOf } from '../delivery.ts'
import { queueDelivery, quietEnd } from '../queue-notifications.ts'
import { type DirectDelivery, directDelivery, storedForm } from './direct-delivery.ts'
import { predictIncident } from './foresee-incident.ts'
import { KnownIncidents } from './known-incidents.ts'

export type DirectParts = {
  readonly storage: StorageView
  readonly call: Call
  readonly parts: SenderParts
  readonly channels: () => readonly ConfiguredChannel[]
  readonly components: () => Promise<readonly ComponentRef[]>
  /** Milliseconds. */
  readonly reopen_within: number
}

/** From the check to people: what one of them cannot store goes no further on the usual way. */
const chain = ['monitor', 'incidents', 'communications']
/** A database that restarts, or a file that is copied, is no reason to leave the usual way. */
const patienceMs = 5_000
const everyMs = 3_000
/** What was told on the last moments before may be stuck on the usual way. */
const lookBackMs = 120_000

/**
 * Tells of outages while they cannot be stored. Asks the lookout, which knows from memory, what is in trouble and what is well
 * again; tells each channel what it has not heard of it; and writes that into the queue as soon as there is one again, before
 * the usual way takes up, so that nothing is told twice.
 */
export class DirectAlerts {
  readonly known = new KnownIncidents()
  readonly #options: DirectParts
  readonly #sent = new Map<string, SentNotification[]>()
  readonly #unsubscribe: () => void
  readonly #stopping = new AbortController()
  #deliveries: DirectDelivery[] = []
  #timer: Timer | undefined
  #running = false

  constructor(options: DirectParts) {
    this.#options = options
    this.#unsubscribe = options.storage.onChange(() => this.#schedule())
  }

  /** What waits to be stored or sent. */
  get waiting(): number {
    return this.#deliveries.length
  }

  stop(): void {
    this.#unsubscribe()
    this.#timer?.cancel()
    this.#stopping.abort()
  }

  /** What is told of it on the usual way counts from now on. */
  recordIncident(incident: Incident): void {
    this.known.record(incident)
    for (const key of this.#sent.keys()) if (key.startsWith(`${incident.id} `)) this.#sent.delete(key)
  }

  /** In a transaction: what was told directly becomes part of what was told. */
  async store(): Promise<void> {
    const fresh = this.#deliveries.filter(({ stored }) => !stored)
    if (fresh.length === 0) return
    const { store, notices, clock } = this.#options.parts
    const now = iso(clock.now())
    for (const delivery of fresh) {
      const { channel, notice } = delivery
      const told = (await notices.sent(notice.event.data.id)).get(channel) ?? []
      if (told.some(({ key }) => key === notice.key)) continue
      const row = storedForm(delivery, now)
      await queueDelivery(row, this.#options.parts)
      await notices.add([notice], { channel, delivery_id: row.id, at: row.created_at })
    }
    store.afterCommit(() => {
      for (const delivery of fresh) delivery.stored = true
      this.#deliveries = this.#deliveries.filter(one => !one.stored || one.in_flight)
    })
  }

  #schedule(): void {
    const { storage, parts } = this.#options
    this.#timer?.cancel()
    this.#timer = undefined
    const outage = storage.outage(chain)
    if (!outage) {
      void this.#settle()
      return
    }
    if (this.#running || this.#stopping.signal.aborted) return
    const wait = outage.since + patienceMs - parts.clock.now()
    this.#timer = parts.clock.after(Math.max(0, wait), () => void this.#run(outage))
  }

  async #run(outage: StorageOutage): Promise<void> {
    const { parts } = this.#options
    this.#running = true
    try {
      await this.#settle()
      await this.#pass(outage)
    } catch (thrown) {
      parts.log.warn({ error: messageOf(thrown) }, 'alerts cannot be told directly; trying again')
    }
    this.#running = false
    if (this.#stopping.signal.aborted) return
    this.#timer = parts.clock.after(everyMs, () => this.#schedule())
  }

  /** Everything over, or only our own part of it. */
  async #settle(): Promise<void> {
    const { storage, parts } = this.#options
    if (this.#deliveries.every(({ stored }) => stored) || storage.outage(['communications'])) return
    try {
      await parts.store.transaction(() => this.store())
    } catch (thrown) {
      parts.log.debug({ error: messageOf(thrown) }, 'what was told directly waits to be stored')
    }
    if (!storage.outage(chain)) this.#sent.clear()
  }

  async #pass(outage: StorageOutage): Promise<void> {
    const { call, parts, components, reopen_within } = this.#options
    const now = parts.clock.now()
    this.known.forgetOld(now)
    const { items } = await call(ListPresentSignals, { query: { since: iso(outage.since - lookBackMs) } })
    const named = new Map((await components().catch(() => [])).map(one => [one.slug, one]))
    const words = incidentMessages[parts.wording.language]
    for (const [slug, present] of Map.groupBy(items, ({ signal }) => signal.component)) {
      const component = named.get(slug) ?? { id: slug, slug, name: nameOf(present, slug) }
      const incident = predictIncident(this.known.of(slug), present, { component, words, reopen_within })
      if (!incident) continue
      await this.#notify(incident)
      this.known.predict(incident)
    }
    this.#sendAll()
  }

  async #notify(incident: Incident): Promise<void> {
    const { parts, channels } = this.#options
    const event = eventOf(incident, parts.clock.now())
    for (const channel of channels().filter(canSend)) {
      // What waits until morning can wait until it is stored.
      if (quietEnd(channel, incident.impact, parts.clock.now()) !== null) continue
      const told = await this.#sentTo(incident, channel)
      for (const notice of dueNotifications(event, told, { carries: channel.kind.carries, when: channel.when })) {
        told.push(sentForm(notice))
        this.#deliveries.push(directDelivery(channel.name, notice, iso(parts.clock.now())))
      }
    }
  }

  async #sentTo(incident: Incident, channel: ConfiguredChannel): Promise<SentNotification[]> {
    const key = `${incident.id} ${channel.name}`
    const told = this.#sent.get(key) ?? (await this.#readSent(incident, channel))
    this.#sent.set(key, told)
    return told
  }

  /** Where it cannot be read, what was known of the incident is taken to have been told. */
  async #readSent(incident: Incident, channel: ConfiguredChannel): Promise<SentNotification[]> {
    const known = this.known.of(incident.component?.slug ?? '')
    try {
      return [...((await this.#options.parts.notices.sent(incident.id)).get(channel.name) ?? [])]
    } catch {
      if (known?.id !== incident.id) return []
      const before = eventOf(known, this.#options.parts.clock.now())
      return dueNotifications(before, [], { carries: channel.kind.carries, when: channel.when }).map(sentForm)
    }
  }

  #sendAll(): void {
    const { log } = this.#options.parts
    for (const delivery of this.#deliveries) {
      this.#send(delivery).catch((thrown: unknown) => log.error({ err: thrown }, 'an alert could not be told directly'))
    }
  }

  async #send(delivery: DirectDelivery): Promise<void> {
    const { parts, channels } = this.#options
    const channel = channels().find(({ name }) => name === delivery.channel)
    const isDue = delivery.state === 'queued' && delivery.not_before <= parts.clock.monotonic()
    if (!channel || !isDue || delivery.in_flight || delivery.stored) return
    // One at a time: people hear things in order.
    if (this.#deliveries.some(one => one.channel === channel.name && one.in_flight)) return
    delivery.in_flight = true
    delivery.attempts += 1
    const { clock, log, network, redactor, wording } = parts
    const outcome = await sendWithTimeout(channel, buildMessage([delivery.notice], wording), {
      ...{ delivery_id: delivery.id, timeout_ms: channel.timeout_ms, stopped: this.#stopping.signal },
      ...{ trust: channel.trust, language: wording.language, smtp: channel.smtp, clock, log, network, redactor },
    })
    delivery.in_flight = false
    delivery.last_error = 'error' in outcome ? outcome.error : null
    if (outcome.outcome === 'retry') {
      delivery.not_before = clock.monotonic() + pauseMs(delivery.attempts, outcome.retry_after_s, parts.random)
    } else {
      delivery.state = outcome.outcome === 'delivered' ? 'delivered' : 'dead'
      delivery.done_at = iso(clock.now())
    }
    log.info({ channel: channel.name, delivery_id: delivery.id, ...outcome }, 'told directly')
    if (delivery.stored) await this.#correct(delivery)
    this.#sendAll()
  }

  /** It was stored as delivered while it was under way. */
  async #correct(delivery: DirectDelivery): Promise<void> {
    const { store, deliveries, jobs, clock, log } = this.#options.parts
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
  ...{ key, topic, cycle, impact: event.data.impact, revision: event.data.revision },
})

/** As incidents will say it. */
function eventOf(incident: Incident, now: number): Envelope<Incident> {
  const isOpening = incident.revision === 1
  const definition = incident.status === 'resolved' ? IncidentResolved : isOpening ? IncidentOpened : IncidentUpdated
  return {
    ...{ specversion: '1.0', id: `${incident.id}.direct-${incident.revision}`, source: '/vigie/incidents' },
    ...{ type: definition.type, subject: incident.id, time: iso(now), datacontenttype: 'application/json' },
    data: incident,
  }
}
