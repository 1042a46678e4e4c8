import type { ProbeEvidence, SignalState } from '../../../../contracts/common-schemas.ts'
import { inEnglish, say } from '../../../../contracts/messages/words.ts'
import type { Phases } from '../../../../contracts/monitor/monitor.ts'
import { hidden, redactAddress } from '../../../../kit/http-client/redact-address.ts'
import { redactText } from '../../../../kit/http-client/redact-text.ts'
import { shortened } from '../../../../kit/http-client/shortened.ts'
import type { Message } from '../../../../kit/messages/message.ts'
import { iso } from '../../../../kit/runtime/clock.ts'
import { thousandths } from './format.ts'
import type { ProbeContext, ProbeResult } from './kind.ts'

export type Verdict = { readonly state: SignalState; readonly reason: Message | null }

export const up: Verdict = { state: 'up', reason: null }
export const degraded = (reason: Message): Verdict => ({ state: 'degraded', reason })
export const down = (reason: Message): Verdict => ({ state: 'down', reason })
/** About us, not about the target. */
export const unknown = (reason: Message): Verdict => ({ state: 'unknown', reason })

type Closable = { destroy(): unknown }
type Certificate = NonNullable<ProbeEvidence['certificate']>

/** One probe in flight: what it has found so far, and what it has open. */
export class Attempt {
  readonly context: ProbeContext
  readonly started: number
  readonly phases: Phases = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: null }
  answered = false
  http_status: number | null = null
  address: string | null = null
  headers: readonly string[] | null = null
  body: readonly Buffer[] = []
  certificate: Certificate | null = null
  /** Milliseconds of the answer itself, when the probe took longer than that. */
  measured_ms: number | null = null
  /** For "no answer within 10 s (…)". */
  waiting: Message | (() => Message) = say('connection.not-begun')
  #open: Closable | null = null

  constructor(context: ProbeContext) {
    this.context = context
    this.started = context.clock.monotonic()
  }

  elapsed(): number {
    return this.context.clock.monotonic() - this.started
  }

  /** Is closed when the probe is over or holds the next thing, whatever happens. */
  hold<Resource extends Closable>(resource: Resource): Resource {
    this.release()
    this.#open = resource
    return resource
  }

  release(): void {
    this.#open?.destroy()
    this.#open = null
  }
}

/**
 * Runs one probe with its deadline. When time is up the verdict is given here and what is open is closed, so `probe` need
 * not watch the time; it may then stay unfinished for ever. An answer slower than `slow_ms` is degraded.
 */
export function attempt(
  context: ProbeContext,
  probe: (attempt: Attempt) => Promise<Verdict>,
  slow_ms = Number.POSITIVE_INFINITY,
): Promise<ProbeResult> {
  const running = new Attempt(context)
  return new Promise((resolve, reject) => {
    let over = false
    const conclude = (verdict: Verdict, response_ms: number | null) => {
      if (over) return
      over = true
      timer.cancel()
      context.stopping?.removeEventListener('abort', stop)
      running.release()
      resolve(concluded(running, verdict, response_ms))
    }
    const stop = () => conclude(unknown(say('vigie.stopped')), null)
    context.stopping?.addEventListener('abort', stop)
    const silence = () => {
      const waiting = typeof running.waiting === 'function' ? running.waiting() : running.waiting
      conclude(down(say('connection.timeout', { time: { ms: context.timeout_ms }, waiting })), null)
    }
    let timer = context.clock.after(context.timeout_ms, () => {
      // We did not run for a while: an answer may lie there unread, and that time is not the target's.
      const late = running.elapsed() - context.timeout_ms
      if (late < noticeableMs) silence()
      else timer = context.clock.after(Math.min(late, longestGraceMs), silence)
    })
    probe(running)
      .then(verdict => {
        const total = thousandths(running.measured_ms ?? running.elapsed())
        const slow = verdict.state === 'up' && total > slow_ms
        const evaluated = slow
          ? degraded(say('connection.slow', { time: { ms: total }, limit: { ms: slow_ms } }))
          : verdict
        conclude(evaluated, running.answered ? total : null)
      })
      .catch(reject)
  })
}

const noticeableMs = 50
const longestGraceMs = 500

const bodyBytes = 4_096
const readAhead = 2_048
const headerCount = 64
const headerLength = 1_024

/** Keeps only plain bounded values: a result may be remembered long after its socket and buffers are gone. */
function concluded(attempt: Attempt, { state, reason }: Verdict, response_ms: number | null): ProbeResult {
  const { phases, http_status, address, headers, certificate, answered, context } = attempt
  phases.total_ms = response_ms
  const at = context.clock.now() - attempt.elapsed()
  const body = headers ? beginning(attempt.body) : null
  const evidence = () => ({
    at: iso(at),
    reason: reason && inEnglish(reason),
    reason_i18n: reason,
    http_status,
    response_ms,
    phases,
    address,
    certificate,
    headers: headers && shownHeaders(headers),
    body: body === null ? null : shownBody(body),
  })
  return { state, reason, http_status, response_ms, phases, answered, evidence }
}

function beginning(chunks: readonly Buffer[]): string {
  const [first] = chunks
  if (!first) return ''
  const bytes = chunks.length === 1 ? first : Buffer.concat(chunks)
  // What is secret must be seen whole to be known.
  return bytes.toString('utf8', 0, bodyBytes + readAhead)
}

const shownBody = (text: string): string => Buffer.from(redactText(text)).toString('utf8', 0, bodyBytes)

const addressHeaders: ReadonlySet<string> = new Set(['location', 'content-location'])

function shownHeaders(raw: readonly string[]): Record<string, string> {
  const shown: Record<string, string> = Object.create(null)
  for (let index = 0; index + 1 < Math.min(raw.length, headerCount * 2); index += 2) {
    const name = shortened(raw[index] ?? '', headerLength).toLowerCase()
    // A session somebody could use must not lie in an incident.
    const given = raw[index + 1] ?? ''
    const said = addressHeaders.has(name) ? redactAddress(given) : given
    const value = name === 'set-cookie' ? hidden : shortened(said, headerLength)
    shown[name] = name in shown ? `${shown[name]}, ${value}` : value
  }
  return { ...shown }
}
