import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { JobControl, Outcome } from '../../../kit/jobs/job.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import type { Queue } from '../../../kit/jobs/queue.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import type { EmailOutcome } from '../channels/transport/send-mail.ts'
import { sendEmailWithTimeout } from '../channels/transport/send-with-timeout.ts'
import type { Smtp } from '../channels/transport/smtp.ts'
import { pauseMs } from '../delivery/delivery.ts'
import { emailHtml, emailText } from './email-html.ts'
import type { EmailStore, NewEmail, StoredEmail } from './email-store.ts'

export type MailParts = {
  readonly jobs: Jobs
  readonly mails: EmailStore
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
const keptMs = 30 * 86_400_000
const unreadable = 'it cannot be read: the key file of this installation is another one now'

/**
 * Letters to persons, through the mail server. Those to one address go in their order, and an address that fails waits
 * alone; a mail server that fails is waited for with everything. Counts what it did for the metrics.
 */
export class EmailSender {
  readonly counts = { delivered: 0, failed: 0, dead: 0 }
  readonly #parts: MailParts
  readonly #queue: Queue<null>
  #failures = 0

  constructor(parts: MailParts) {
    this.#parts = parts
    this.#queue = parts.jobs.open<null>({
      name: 'letters',
      concurrency: atOnce,
      run: ({ id, attempts }, control) => this.#run(id, attempts, control),
      may_run: () => parts.smtp() !== undefined,
      pause: () => 0,
      give_up: () => false,
    })
  }

  /** In a transaction. */
  async add(mails: readonly NewEmail[]): Promise<void> {
    await this.#parts.mails.add(mails, iso(this.#parts.clock.now()))
    await this.#queue.add(...mails.map(({ id, address }) => ({ id, key: address, data: null })))
  }

  /** In a transaction. */
  async removeTo(address: string): Promise<void> {
    await this.#parts.jobs.stored.remove(await this.#parts.mails.removeTo(address))
  }

  /** In a transaction. Long after its time a letter is of no use, whatever has become of it. */
  async prune(): Promise<void> {
    const { jobs, mails, clock } = this.#parts
    await jobs.stored.remove(await mails.prune(iso(clock.now() - keptMs)))
  }

  /** The mail server may be another one. */
  hurry(): void {
    this.#queue.hurry()
  }

  async queued(): Promise<number> {
    const letters = (await this.#parts.jobs.counts()).find(({ queue }) => queue === this.#queue.name)
    return letters ? letters.waiting + letters.running : 0
  }

  async #run(id: string, attempts: number, { signal }: JobControl): Promise<Outcome> {
    const { mails, clock, smtp } = this.#parts
    const mail = await mails.find(id)
    const server = smtp()
    const isLate = mail !== undefined && clock.now() >= Date.parse(mail.expires_at)
    if (!mail || (isLate && attempts === 0)) return { state: 'done', write: () => mails.remove(id) }
    if (!server) return { state: 'retry', error: 'there is no mail server' }
    const outcome = await this.#send(mail, server, signal)
    if (signal.aborted && outcome.outcome === 'retry') return { state: 'retry', error: outcome.error }
    return this.#outcomeOf(mail, attempts + 1, isLate && outcome.outcome === 'retry' ? late(outcome) : outcome)
  }

  #send({ id, address, letter, thread, unsubscribe_url }: StoredEmail, server: Smtp, stopped: AbortSignal) {
    if (letter === null) return { outcome: 'refused', error: unreadable } as const
    const { clock, log, network, redactor } = this.#parts
    const content = { subject: letter.subject, text: emailText(letter), html: emailHtml(letter) }
    const mail = {
      ...content,
      to: [address],
      thread: thread ?? undefined,
      unsubscribe_url: unsubscribe_url ?? undefined,
    }
    return sendEmailWithTimeout(mail, server, {
      delivery_id: id,
      timeout_ms: timeoutMs,
      stopped,
      trust: 'operator',
      language: letter.parts[0]?.language ?? 'en',
      smtp: server,
      clock,
      log,
      network,
      redactor,
    })
  }

  #outcomeOf({ id, address }: StoredEmail, attempts: number, outcome: EmailOutcome): Outcome {
    const { mails, log, refused } = this.#parts
    const facts = { mail_id: id, attempts }
    if (outcome.outcome === 'delivered') {
      this.#failures = 0
      this.counts.delivered += 1
      log.info(facts, 'letter delivered')
      return { state: 'done', write: () => mails.remove(id) }
    }
    const { error, about } = outcome
    if (outcome.outcome === 'retry') {
      this.counts.failed += 1
      log.warn({ ...facts, error: about === 'recipient' ? 'put off' : error }, 'letter failed')
      return { state: 'retry', error, ...this.#pause(attempts, about) }
    }
    this.counts.dead += 1
    log.warn({ ...facts, reason: about === 'recipient' ? 'the address was refused' : error }, 'letter given up')
    if (about !== 'recipient') return { state: 'dead', error }
    const write = async () => {
      await mails.remove(id)
      await refused(address, error)
    }
    return { state: 'done', write }
  }

  #pause(attempts: number, about: EmailOutcome['about']) {
    if (about === 'recipient') {
      const doubled = firstRecipientPauseMs * 2 ** Math.min(attempts - 1, 10)
      return { after_ms: Math.min(longestRecipientPauseMs, doubled) }
    }
    this.#failures += 1
    return { after_ms: pauseMs(this.#failures, undefined, this.#parts.random), pauses_queue: true }
  }
}

const late = ({ error }: Extract<EmailOutcome, { outcome: 'retry' }>): EmailOutcome => ({ outcome: 'refused', error })
