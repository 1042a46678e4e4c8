import { type Clock, iso } from '../../../kit/clock.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { Log } from '../../../kit/log.ts'
import type { OutgoingPolicy } from '../../../kit/network.ts'
import { StoreFailure } from '../../../kit/store/failure.ts'
import type { Store } from '../../../kit/store.ts'
import type { MailOutcome } from '../channels/send-mail.ts'
import { mailThrough } from '../channels/send-through.ts'
import type { Smtp } from '../channels/smtp.ts'
import { pauseMs } from '../delivery.ts'
import { QueueWorker } from '../queue-worker.ts'
import { letterHtml, letterText } from './letter-html.ts'
import type { MailStore, QueuedMail } from './mail-store.ts'

export type MailParts = {
  readonly store: Store
  readonly mails: MailStore
  readonly clock: Clock
  readonly log: Log
  readonly network: OutgoingPolicy
  readonly redactor: Redactor
  readonly random: () => number
  readonly smtp: () => Smtp | undefined
  /** The mail server says that there is no such address; in the transaction that forgets the letter. */
  readonly refused: (address: string, error: string) => Promise<void>
}

const atOnce = 4
const timeoutMs = 30_000
/** A server that puts off strangers (greylisting) wants to see them again after a minute or more. */
const firstRecipientPauseMs = 60_000
const longestRecipientPauseMs = 3_600_000
const longestWaitMs = 60_000
const unreadable = 'it cannot be read: the key file of this installation is another one now'

/**
 * Sends letters to persons through the mail server. An address that fails waits alone; a mail server that fails is
 * waited for with everything. Counts what it did for the metrics.
 */
export class MailSender {
  readonly counts = { delivered: 0, failed: 0, dead: 0 }
  readonly #parts: MailParts
  readonly #worker: QueueWorker
  #notBefore = Number.NEGATIVE_INFINITY
  #failures = 0
  /** What became of letters and could not be stored yet: they are not sent again. */
  readonly #unstored = new Map<string, () => Promise<void>>()

  constructor(parts: MailParts) {
    this.#parts = parts
    this.#worker = new QueueWorker(parts.clock, () => this.#step())
  }

  /** Something new may wait, or the mail server may be another one. */
  wake(): void {
    this.#worker.wake()
  }

  stop(): Promise<void> {
    return this.#worker.stop()
  }

  async #step(): Promise<boolean> {
    const { mails, clock, log, smtp } = this.#parts
    const server = smtp()
    if (!server) return false
    try {
      await this.#storeSettled()
      const pause = this.#notBefore - clock.monotonic()
      const due = pause > 0 ? [] : await mails.due(iso(clock.now()), atOnce)
      if (due.length > 0) {
        await Promise.all(due.map(mail => this.#send(mail, server)))
        return true
      }
      const next = await mails.nextAt(iso(clock.now()))
      if (next === undefined) return false
      await this.#worker.hold(Math.max(pause, Math.min(longestWaitMs, Date.parse(next) - clock.now()), 10))
    } catch (thrown) {
      // That nothing can be stored is said once for all, by whoever watches over the stores.
      if (!(thrown instanceof StoreFailure)) log.error({ err: thrown }, 'the queue of letters failed')
      await this.#worker.rest(1_000)
    }
    return true
  }

  async #send(mail: QueuedMail, server: Smtp): Promise<void> {
    const { clock, log, network, redactor } = this.#parts
    const { id, address, letter, thread, unsubscribe_url } = mail
    if (letter === null) return this.#settle(mail, { outcome: 'refused', error: unreadable })
    const content = { subject: letter.subject, text: letterText(letter), html: letterHtml(letter) }
    const outcome = await mailThrough(
      { ...content, to: [address], thread: thread ?? undefined, unsubscribe_url: unsubscribe_url ?? undefined },
      server,
      {
        delivery_id: id,
        timeout_ms: timeoutMs,
        stopped: this.#worker.abandoned,
        trust: 'operator',
        language: letter.parts[0]?.language ?? 'en',
        smtp: server,
        clock,
        log,
        network,
        redactor,
      },
    )
    if (this.#worker.abandoned.aborted && outcome.outcome === 'retry') return
    await this.#settle(mail, outcome)
  }

  async #settle(mail: QueuedMail, outcome: MailOutcome): Promise<void> {
    const { mails, log, refused } = this.#parts
    const facts = { mail_id: mail.id, attempts: mail.attempts + 1 }
    if (outcome.outcome === 'delivered') {
      this.#failures = 0
      this.counts.delivered += 1
      await this.#write(mail.id, () => mails.remove(mail.id))
      log.info(facts, 'letter delivered')
    } else if (outcome.outcome === 'retry') {
      this.counts.failed += 1
      await this.#postpone(mail, outcome)
    } else {
      this.counts.dead += 1
      const { error, about } = outcome
      await this.#write(mail.id, async () => {
        if (about !== 'recipient') return mails.giveUp(mail.id, error)
        await mails.remove(mail.id)
        await refused(mail.address, error)
      })
      log.warn({ ...facts, reason: about === 'recipient' ? 'the address was refused' : error }, 'letter given up')
    }
  }

  async #postpone(mail: QueuedMail, { error, about }: Extract<MailOutcome, { outcome: 'retry' }>): Promise<void> {
    const { mails, clock, random, log } = this.#parts
    const attempts = mail.attempts + 1
    const now = clock.now()
    if (now >= Date.parse(mail.expires_at)) {
      this.counts.dead += 1
      await this.#write(mail.id, () => mails.giveUp(mail.id, error))
      return
    }
    let pause = Math.min(longestRecipientPauseMs, firstRecipientPauseMs * 2 ** Math.min(attempts - 1, 10))
    if (about !== 'recipient') {
      this.#failures += 1
      pause = pauseMs(this.#failures, undefined, random)
      this.#notBefore = clock.monotonic() + pause
    }
    const next_at = iso(now + pause)
    await this.#write(mail.id, () => mails.postpone(mail.id, { attempts, last_error: error, next_at }))
    log.warn({ mail_id: mail.id, attempts, error: about === 'recipient' ? 'put off' : error }, 'letter failed')
  }

  async #write(id: string, write: () => Promise<void>): Promise<void> {
    const stored = () => this.#parts.store.transaction(write)
    try {
      await stored()
    } catch (thrown) {
      if (!(thrown instanceof StoreFailure)) throw thrown
      this.#unstored.set(id, stored)
    }
  }

  /** Until that is done no letter is read: it could be one of them. */
  async #storeSettled(): Promise<void> {
    for (const [id, stored] of this.#unstored) {
      await stored()
      this.#unstored.delete(id)
    }
  }
}
