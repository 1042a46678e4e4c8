import type { EdgeLink } from '../../../contracts/edge/links.ts'
import { type ExportStateStore, waitingOf } from '../../../kit/export/export-state.ts'
import { Exporter, type Sent } from '../../../kit/export/exporter.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { redactText } from '../../../kit/http-client/redact-text.ts'
import { retryAfter } from '../../../kit/http-client/retry-after.ts'
import { type HttpAnswer, sendHttp } from '../../../kit/http-client/send-http.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Sample } from '../../../kit/telemetry/series/sample.ts'
import type { CloudSettings } from '../config.ts'
import { ForwardSamples, ReportEdgeLink } from '../links/port-operations.ts'
import { type ClientSample, encodeSamples } from './encode-samples.ts'
import { detailOf, ensureCertificate, identityOf, isEnrolled, slashed } from './ensure-certificate.ts'
import type { OwnCertificateStore } from './own-certificate-store.ts'

type Parts = {
  readonly store: Store
  readonly own: OwnCertificateStore
  readonly states: ExportStateStore
  readonly jobs: Jobs
  readonly network: OutgoingPolicy
  readonly clock: Clock
  readonly log: Log
}

type Target = CloudSettings & { readonly name: 'cloud' }

const queue = 'edge-cloud'
const name = 'cloud'
const deadlineMs = 10_000
const longestReason = 300
/** As long as no certificate is there, whoever gets one is asked twice a minute, too. */
const notEnrolledMs = 5_000

/** Passes on what is measured here to the Vigie that the file names. */
export class CloudLink {
  readonly #parts: Parts
  readonly #exporter: Exporter<Target, ClientSample>
  #cloud: Target | undefined
  #lastContact: number | null = null
  /** Why there is no certificate. */
  #refused: string | null = null
  #attending: Promise<void> | undefined
  readonly #stopping = new AbortController()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#exporter = new Exporter<Target, ClientSample>({
      store: parts.store,
      states: parts.states,
      jobs: parts.jobs,
      clock: parts.clock,
      name: queue,
      encode: samples => encodeSamples(samples, this.#cloud?.app),
      send: (target, body, signal) => this.#send(target, body, signal),
    })
  }

  async use(cloud: CloudSettings | undefined): Promise<void> {
    this.#cloud = cloud && { ...cloud, name }
    await this.#exporter.use(this.#cloud ? [this.#cloud] : [])
  }

  /** Answers when they wait on the disk. */
  async add(client: string, samples: readonly Sample[]): Promise<void> {
    if (this.#cloud) await this.#exporter.add(samples.map(sample => ({ ...sample, client })))
  }

  /** Has a certificate, and says that we are there; what fails is tried again the next time. */
  attend(): Promise<void> {
    this.#attending ??= this.#attend().finally(() => {
      this.#attending = undefined
    })
    return this.#attending
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#attending?.catch(() => undefined)
  }

  async #attend(): Promise<void> {
    const cloud = this.#cloud
    if (!cloud) return
    try {
      await ensureCertificate({ ...this.#parts, signal: this.#deadline() }, cloud)
      this.#refused = null
    } catch (thrown) {
      this.#refused = redactText(messageOf(thrown)).slice(0, longestReason)
      this.#parts.log.warn({ cloud: cloud.url, reason: this.#refused }, 'the cloud gives no certificate')
    }
    await this.#report(cloud)
  }

  async list(): Promise<EdgeLink[]> {
    const cloud = this.#cloud
    if (!cloud) return []
    const own = await this.#parts.own.find(cloud.url)
    const state = await this.#parts.states.get(name)
    const reason = this.#refused ?? state.reason
    return [
      {
        direction: 'out',
        edge: own?.edge ?? null,
        state: !isEnrolled(own) ? 'not-enrolled' : state.failing_since === null ? 'connected' : 'failing',
        url: cloud.url,
        clients: [],
        last_contact_at: this.#lastContact === null ? null : iso(this.#lastContact),
        certificate_expires_at: own?.expires_at ?? null,
        stored: state.sent,
        duplicates: state.duplicates,
        refused: state.refused,
        failing_since: state.failing_since === null ? null : iso(state.failing_since),
        reason,
        ...(await this.#waiting()),
      },
    ]
  }

  #deadline(): AbortSignal {
    return AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(deadlineMs)])
  }

  async #waiting() {
    const { states, jobs, clock } = this.#parts
    const state = await states.get(name)
    const counts = await jobs.counts()
    const of = (lane: string) => counts.find(one => one.queue === lane)
    const [live, backlog] = [of(queue), of(`${queue}-backlog-${name}`)]
    const depth = (lane: typeof live) => (lane?.waiting ?? 0) + (lane?.running ?? 0)
    const oldest = [live, backlog].flatMap(lane => lane?.oldest_due_at ?? []).toSorted()[0]
    return {
      offered: state.offered,
      waiting: waitingOf(state),
      backlog_bytes: state.backlog_bytes,
      lanes: { live: depth(live), backlog: depth(backlog) },
      lag_s: oldest === undefined ? 0 : Math.max(0, (clock.now() - Date.parse(oldest)) / 1_000),
      lost: state.lost,
      lost_from: state.lost_from === null ? null : iso(state.lost_from),
      lost_to: state.lost_to === null ? null : iso(state.lost_to),
    }
  }

  async #report(cloud: Target): Promise<void> {
    const body = Buffer.from(JSON.stringify(await this.#waiting()))
    try {
      await this.#post(cloud, ReportEdgeLink.path, { body, signal: this.#deadline() })
    } catch {
      // That nothing arrives is seen by what waits, and on the other side by our silence.
    }
  }

  async #send(target: Target, body: Buffer, signal: AbortSignal): Promise<Sent> {
    try {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
      const answer = await this.#post(target, ForwardSamples.path, { body, signal: deadline, encoding: 'gzip' })
      if (!answer) return { state: 'later', reason: this.#refused ?? 'no certificate', after_ms: notEnrolledMs }
      return sentBy(answer, this.#parts.clock.now())
    } catch (thrown) {
      return { state: 'later', reason: redactText(messageOf(thrown)).slice(0, longestReason) }
    }
  }

  /** Undefined: we have no certificate. */
  async #post(
    { url: cloud }: Target,
    path: string,
    { body, signal, encoding }: { body: Buffer; signal: AbortSignal; encoding?: string },
  ): Promise<HttpAnswer | undefined> {
    const own = await this.#parts.own.find(cloud)
    if (!isEnrolled(own)) return undefined
    const answer = await sendHttp(new URL(path.slice(1), slashed(own.url)), {
      network: this.#parts.network,
      trust: 'operator',
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(encoding ? { 'content-encoding': encoding } : {}) },
      body,
      signal,
      most_bytes: 65_536,
      identity: identityOf(own),
    })
    if (answer.status === 200) this.#lastContact = this.#parts.clock.now()
    return answer
  }
}

/** Whoever may not send waits until he may again; what is wrong with a batch will be wrong with it tomorrow. */
function sentBy({ status, body, headers }: HttpAnswer, now: number): Sent {
  if (status === 200) return takenOf(JSON.parse(body.toString()) as Output<typeof ForwardSamples>)
  const reason = `${status} ${redactText(detailOf(body))}`.slice(0, longestReason)
  if (status === 400 || status === 413 || status === 422) return { state: 'refused', reason }
  const seconds = retryAfter(headers['retry-after'], now)
  return {
    state: 'later',
    reason,
    isOfBatch: status === 500,
    ...(seconds === undefined ? {} : { after_ms: seconds * 1_000 }),
  }
}

function takenOf({ duplicates, refused }: Output<typeof ForwardSamples>): Sent {
  const reasons = Object.entries(refused)
  const count = reasons.reduce((sum, [, one]) => sum + one, 0)
  const reason = count > 0 ? reasons.map(([why, one]) => `${why}: ${one}`).join(', ') : null
  return { state: 'taken', duplicates, refused: count, reason }
}
