import type { Message } from '../../../kit/messages/message.ts'
import { type Jump, sleep, type Timer } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { ConnectivityProbes } from './connectivity-probes.ts'
import {
  answeredSince,
  type Connectivity,
  goOffline,
  goOnline,
  isInconclusive,
  online,
  recordAnswer,
} from './connectivity-state.ts'

/** `own`: this machine, reached without a network. `network`: everything else. */
export type Scope = (typeof scopes)[number]

export type ConnectivityListener = {
  /** Nothing can be seen since then, and why. */
  readonly offline: (scope: Scope, since: number, fault: Message) => void
  readonly online: (scope: Scope) => void
}

export type Deps = Pick<Context, 'clock'> & { readonly connectivityProbes: ConnectivityProbes }

/** A result without an answer, which waits for the proof that an answer would have arrived. */
type Silence = { readonly began_at: number; readonly accept: () => void; readonly dismiss: () => void }

type ScopeState = {
  connectivity: Connectivity
  waiting: Silence[]
  probing: boolean
  /** The probes failed while a target answered: they prove nothing until they are answered again. */
  distrusted: boolean
}

const scopes = ['own', 'network'] as const
/** When the probes fail, so long is waited for any target to prove the contrary. */
const patienceMs = 1_500
/** How often the probes are repeated while this machine is offline. */
const probeEveryMs = 2_000

/**
 * Guards targets against being blamed for our own lack of a connection. A result with an answer is accepted. One without is
 * accepted when another target has answered since, or when the connectivity probes are answered; else nothing is accepted
 * until something answers. A refusal is an answer.
 */
export class ConnectivityGuard {
  readonly #deps: Deps
  readonly #scopes: Record<Scope, ScopeState> = { own: newScope(), network: newScope() }
  #listener: ConnectivityListener | undefined
  #timer: Timer | null = null

  constructor(deps: Deps) {
    this.#deps = deps
  }

  listen(listener: ConnectivityListener): void {
    this.#listener = listener
  }

  isOffline(scope?: Scope): boolean {
    return scopes.some(one => (scope ?? one) === one && this.#scopes[one].connectivity.offline_since !== null)
  }

  recordAnswer(scope: Scope): void {
    const state = this.#scopes[scope]
    state.connectivity = recordAnswer(state.connectivity, this.#deps.clock.now())
    if (!this.isOffline(scope)) return
    this.#goOnline(scope)
    void this.#doubtProbes(scope)
  }

  /** Calls `accept` or `dismiss`, now or within a few seconds. */
  verify(scope: Scope, silence: Silence): void {
    const state = this.#scopes[scope]
    if (isInconclusive(state.connectivity, silence.began_at)) silence.dismiss()
    else if (answeredSince(state.connectivity, silence.began_at)) silence.accept()
    else {
      state.waiting.push(silence)
      if (!state.probing) void this.#decide(scope)
    }
  }

  /** For a start after a stop that happened while this machine was offline. */
  startOffline(): void {
    const now = this.#deps.clock.now()
    for (const scope of scopes) this.#scopes[scope].connectivity = goOffline(this.#scopes[scope].connectivity, now)
    this.#probeLater()
  }

  /** Times of answers are on the old reckoning; probes that ran while the process did not had no chance. */
  applyClockJump({ kind, to }: Jump): void {
    for (const scope of scopes) {
      const { offline_since } = this.#scopes[scope].connectivity
      this.#scopes[scope].connectivity = { ...(kind === 'gap' ? goOnline(online, to) : online), offline_since }
    }
  }

  stop(): void {
    this.#timer?.cancel()
    for (const scope of scopes) this.#scopes[scope].connectivity = online
  }

  async #decide(scope: Scope): Promise<void> {
    const { connectivityProbes, clock } = this.#deps
    const state = this.#scopes[scope]
    state.probing = true
    const began_at = clock.now()
    const fault = await connectivityProbes.probe(scope)
    if (fault === null) state.distrusted = false
    else if (!state.distrusted) {
      await sleep(clock, patienceMs)
      state.distrusted = answeredSince(state.connectivity, began_at)
    }
    const waiting = state.waiting.splice(0)
    state.probing = false
    if (fault === null || state.distrusted) {
      for (const { accept } of waiting) accept()
      return
    }
    const since = Math.min(...waiting.map(one => one.began_at))
    state.connectivity = goOffline(state.connectivity, since)
    this.#listener?.offline(scope, since, fault)
    for (const { dismiss } of waiting) dismiss()
    this.#probeLater()
  }

  /** Probes that fail while a target answers are not to be trusted. */
  async #doubtProbes(scope: Scope): Promise<void> {
    this.#scopes[scope].distrusted = (await this.#deps.connectivityProbes.probe(scope)) !== null
  }

  #goOnline(scope: Scope): void {
    const state = this.#scopes[scope]
    state.connectivity = goOnline(state.connectivity, this.#deps.clock.now())
    this.#listener?.online(scope)
  }

  #probeLater(): void {
    this.#timer ??= this.#deps.clock.after(probeEveryMs, () => void this.#probe())
  }

  async #probe(): Promise<void> {
    for (const scope of scopes.filter(one => this.isOffline(one))) {
      const fault = await this.#deps.connectivityProbes.probe(scope)
      if (fault === null && this.isOffline(scope)) this.#goOnline(scope)
    }
    this.#timer = null
    if (this.isOffline()) this.#probeLater()
  }
}

const newScope = (): ScopeState => ({ connectivity: online, waiting: [], probing: false, distrusted: false })
