import { type Problem, problemLine } from '../config/problem.ts'
import type { Message } from '../messages/message.ts'

/** What a process knows of itself, for whoever tells it on. */
export type RuntimeFacts = {
  readonly version: string
  readonly services: readonly string[]
  readonly started_at: number
  /** Absolute; null when there is none. */
  readonly file: string | null
  readonly in_force_since: number
  /** One line each: `vigie.yaml:12: …`. */
  readonly warnings: readonly Message[]
  /** The last attempt to bring a file into force, when it failed. */
  readonly refused: { readonly at: number; readonly mistakes: readonly Message[] } | null
}

type Origin = { readonly file?: string | null; readonly warnings?: readonly Problem[] }

/** Follows which configuration is in force, and which one could not be. */
export class RuntimeInfo {
  #facts: RuntimeFacts

  constructor(base: Pick<RuntimeFacts, 'version' | 'services'>, origin: Origin, at: number) {
    this.#facts = { ...base, ...factsOf(origin), started_at: at, in_force_since: at, refused: null }
  }

  readonly facts = (): RuntimeFacts => this.#facts

  inForce(origin: Origin, at: number): void {
    this.#facts = { ...this.#facts, ...factsOf(origin), in_force_since: at, refused: null }
  }

  refuse(mistakes: readonly Message[], at: number): void {
    this.#facts = { ...this.#facts, refused: { at, mistakes } }
  }
}

const factsOf = ({ file = null, warnings = [] }: Origin) => ({ file, warnings: warnings.map(problemLine) })
