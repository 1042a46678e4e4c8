import { inEnglish, say } from '../../../contracts/messages/words.ts'
import type { JobControl, Outcome } from '../../../kit/jobs/job.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import type { Queue } from '../../../kit/jobs/queue.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { EmailOutcome } from '../channels/transport/send-mail.ts'
import { type SendDeps, sendEmailWithTimeout } from '../channels/transport/send-with-timeout.ts'
import type { Smtp } from '../channels/transport/smtp.ts'
import { pauseMs } from '../delivery/delivery.ts'
import { emailHtml, emailText } from './email-html.ts'
import type { EmailStore, NewEmail, StoredEmail } from './email-store.ts'

type Deps = SendDeps & {
  readonly jobs: Jobs
  readonly emailStore: EmailStore
  readonly random: () => number
  readonly channels: { smtp(): Smtp | undefined }
  /** The mail server says that there is no such address; in the transaction that forgets the e-mail. */
  readonly addressRefused: (address: string, error: string) => Promise<void>
}

const atOnce = 4
/** A server that puts off strangers (greylisting) wants to see them again after a minute or more. */
const firstRecipientPauseMs = 60_000
const longestRecipientPauseMs = 3_600_000
const keptMs = 30 * 86_400_000

/**
 * E-mails to persons, through the mail server. Those to one address go in their order, and an address that fails waits
 * alone; a mail server that fails is waited for with everything. Counts what it did for the metrics.
 */
export class EmailSender {
  readonly counts = { delivered: 0, failed: 0, dead: 0 }
  readonly #deps: Deps
  readonly #queue: Queue<null>
  #failures = 0

  constructor(deps: Deps) {
    this.#deps = deps
    this.#queue = deps.jobs.open<null>({
      name: 'letters',
      concurrency: atOnce,
      run: ({ id, attempts }, control) => this.#run(id, attempts, control),
      may_run: () => deps.channels.smtp() !== undefined,
      pause: () => 0,
      give_up: () => false,
    })
  }

  /** In a transaction. */
  async add(emails: readonly NewEmail[]): Promise<void> {
    await this.#deps.emailStore.add(emails, iso(this.#deps.clock.now()))
    await this.#queue.add(...emails.map(({ id, address }) => ({ id, key: address, data: null })))
  }

  /** In a transaction. */
  async removeTo(address: string): Promise<void> {
    await this.#deps.jobs.stored.remove(await this.#deps.emailStore.removeTo(address))
  }

  /** In a transaction. Long after its time an e-mail is of no use, whatever has become of it. */
  async prune(): Promise<void> {
    const { jobs, emailStore, clock } = this.#deps
    await jobs.stored.remove(await emailStore.prune(iso(clock.now() - keptMs)))
  }

  /** The mail server may be another one. */
  hurry(): void {
    this.#queue.hurry()
  }

  async queued(): Promise<number> {
    const counts = (await this.#deps.jobs.counts()).find(({ queue }) => queue === this.#queue.name)
    return counts ? counts.waiting + counts.running : 0
  }

  async #run(id: string, attempts: number, { signal }: JobControl): Promise<Outcome> {
    const { emailStore, clock, channels } = this.#deps
    const email = await emailStore.find(id)
    const server = channels.smtp()
    const isLate = email !== undefined && clock.now() >= Date.parse(email.expires_at)
    if (!email || (isLate && attempts === 0)) return { state: 'done', write: () => emailStore.remove(id) }
    if (!server) return { state: 'retry', error: 'there is no mail server' }
    const outcome = await this.#send(email, server, signal)
    if (signal.aborted && outcome.outcome === 'retry') return { state: 'retry', error: inEnglish(outcome.error) }
    return this.#outcomeOf(email, attempts + 1, isLate && outcome.outcome === 'retry' ? late(outcome) : outcome)
  }

  #send({ id, address, content, thread, unsubscribe_url }: StoredEmail, server: Smtp, stopped: AbortSignal) {
    if (content === null) return { outcome: 'refused', error: say('delivery.unreadable') } as const
    const email = {
      subject: content.subject,
      text: emailText(content),
      html: emailHtml(content),
      to: [address],
      thread: thread ?? undefined,
      unsubscribe_url: unsubscribe_url ?? undefined,
    }
    return sendEmailWithTimeout(email, server, { delivery_id: id, stopped }, this.#deps)
  }

  #outcomeOf({ id, address }: StoredEmail, attempts: number, outcome: EmailOutcome): Outcome {
    const { emailStore, log, addressRefused } = this.#deps
    const facts = { email_id: id, attempts }
    if (outcome.outcome === 'delivered') {
      this.#failures = 0
      this.counts.delivered += 1
      log.info(facts, 'e-mail delivered')
      return { state: 'done', write: () => emailStore.remove(id) }
    }
    const { about } = outcome
    const error = inEnglish(outcome.error)
    if (outcome.outcome === 'retry') {
      this.counts.failed += 1
      log.warn({ ...facts, error: about === 'recipient' ? 'put off' : error }, 'e-mail failed')
      return { state: 'retry', error, ...this.#pause(attempts, about) }
    }
    this.counts.dead += 1
    log.warn({ ...facts, reason: about === 'recipient' ? 'the address was refused' : error }, 'e-mail given up')
    if (about !== 'recipient') return { state: 'dead', error }
    const write = async () => {
      await emailStore.remove(id)
      await addressRefused(address, error)
    }
    return { state: 'done', write }
  }

  #pause(attempts: number, about: EmailOutcome['about']) {
    if (about === 'recipient') {
      const doubled = firstRecipientPauseMs * 2 ** Math.min(attempts - 1, 10)
      return { after_ms: Math.min(longestRecipientPauseMs, doubled) }
    }
    this.#failures += 1
    return { after_ms: pauseMs(this.#failures, undefined, this.#deps.random), pauses_queue: true }
  }
}

const late = ({ error }: Extract<EmailOutcome, { outcome: 'retry' }>): EmailOutcome => ({ outcome: 'refused', error })
