import type { Message } from '../../../kit/messages/message.ts'
import type { Clock, Jump, Timer } from '../../../kit/runtime/clock.ts'
import { sleep } from '../../../kit/runtime/clock.ts'
import type { References, Scope } from './connectivity-probes.ts'
import {
  becomeBlind,
  clearSight,
  heardSince,
  noteAnswer,
  type Sight,
  saysNothing,
  seeAgain,
} from './connectivity-state.ts'

export type Guarding = {
  readonly references: References
  readonly clock: Clock
  /** Nothing can be seen since then, and why. */
  readonly lostSight: (scope: Scope, since: number, fault: Message) => void
  readonly regainedSight: (scope: Scope) => void
}

/** A silent look that waits for the proof that its target would have been heard. */
type Silence = { readonly began_at: number; readonly believe: () => void; readonly dismiss: () => void }

type Eye = {
  sight: Sight
  waiting: Silence[]
  asking: boolean
  /** The references failed while a target answered: they prove nothing until they answer again. */
  distrusted: boolean
}

const scopes = ['own', 'network'] as const
/** When the references fail, so long is waited for any target to prove the contrary. */
const patienceMs = 1_500
/** While nothing can be seen, the references are asked this often. */
const probeEveryMs = 2_000

/**
 * Guards targets against being blamed for our own blindness. A look that was answered is believed. A silent one is
 * believed when another target has answered since, or when the lookout's own references answer; else nothing is believed
 * until something answers. A refusal is an answer.
 */
export class SightGuard {
  readonly #guarding: Guarding
  readonly #eyes: Record<Scope, Eye> = { own: newEye(), network: newEye() }
  #probing: Timer | null = null

  constructor(guarding: Guarding) {
    this.#guarding = guarding
  }

  isBlind(scope?: Scope): boolean {
    return scopes.some(one => (scope ?? one) === one && this.#eyes[one].sight.blind_since !== null)
  }

  answered(scope: Scope): void {
    const eye = this.#eyes[scope]
    eye.sight = noteAnswer(eye.sight, this.#guarding.clock.now())
    if (!this.isBlind(scope)) return
    this.#regain(scope)
    void this.#doubtReferences(scope)
  }

  /** Calls one of the two, now or within a few seconds. */
  weigh(scope: Scope, silence: Silence): void {
    const eye = this.#eyes[scope]
    if (saysNothing(eye.sight, silence.began_at)) silence.dismiss()
    else if (heardSince(eye.sight, silence.began_at)) silence.believe()
    else {
      eye.waiting.push(silence)
      if (!eye.asking) void this.#ask(scope)
    }
  }

  /** The lookout was blind when it stopped. */
  beginBlind(): void {
    const now = this.#guarding.clock.now()
    for (const scope of scopes) this.#eyes[scope].sight = becomeBlind(this.#eyes[scope].sight, now)
    this.#probeSoon()
  }

  /** Times of answers are on the old reckoning; looks under way while nothing ran had no chance. */
  jump({ kind, to }: Jump): void {
    for (const scope of scopes) {
      const { blind_since } = this.#eyes[scope].sight
      this.#eyes[scope].sight = { ...(kind === 'gap' ? seeAgain(clearSight, to) : clearSight), blind_since }
    }
  }

  stop(): void {
    this.#probing?.cancel()
    for (const scope of scopes) this.#eyes[scope].sight = clearSight
  }

  async #ask(scope: Scope): Promise<void> {
    const { references, clock } = this.#guarding
    const eye = this.#eyes[scope]
    eye.asking = true
    const asked_at = clock.now()
    const { fault } = await references.probe(scope)
    if (fault === null) eye.distrusted = false
    else if (!eye.distrusted) {
      await sleep(clock, patienceMs)
      eye.distrusted = heardSince(eye.sight, asked_at)
    }
    const waiting = eye.waiting.splice(0)
    eye.asking = false
    if (fault === null || eye.distrusted) {
      for (const { believe } of waiting) believe()
      return
    }
    const since = Math.min(...waiting.map(({ began_at }) => began_at))
    eye.sight = becomeBlind(eye.sight, since)
    this.#guarding.lostSight(scope, since, fault)
    for (const { dismiss } of waiting) dismiss()
    this.#probeSoon()
  }

  /** References that fail while a target answers are not to be trusted. */
  async #doubtReferences(scope: Scope): Promise<void> {
    const { fault } = await this.#guarding.references.probe(scope)
    this.#eyes[scope].distrusted = fault !== null
  }

  #regain(scope: Scope): void {
    const eye = this.#eyes[scope]
    eye.sight = seeAgain(eye.sight, this.#guarding.clock.now())
    this.#guarding.regainedSight(scope)
  }

  #probeSoon(): void {
    this.#probing ??= this.#guarding.clock.after(probeEveryMs, () => void this.#probe())
  }

  async #probe(): Promise<void> {
    for (const scope of scopes.filter(one => this.isBlind(one))) {
      const { fault } = await this.#guarding.references.probe(scope)
      if (fault === null && this.isBlind(scope)) this.#regain(scope)
    }
    this.#probing = null
    if (this.isBlind()) this.#probeSoon()
  }
}

const newEye = (): Eye => ({ sight: clearSight, waiting: [], asking: false, distrusted: false })
