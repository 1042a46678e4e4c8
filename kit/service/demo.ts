import type { Settings } from '../config/settings.ts'
import type { Language } from '../messages/languages.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './service.ts'

/** What a service is given to write its part of an invented past, before anything runs. */
export type DemoInput = {
  readonly store: Store
  readonly publish: Context['publish']
  /** Its own sections of the demo's configuration. */
  readonly config: unknown
  readonly settings: Settings
  readonly clock: Clock
  readonly log: Log
  readonly placeOf: Context['placeOf']
  /** Epoch milliseconds, the same for every service. */
  readonly now: number
}

/** Lines to be shown to whoever started it: how to sign in. */
export type DemoPart = (input: DemoInput) => Promise<readonly string[]>

/** The clock that stands where it was set: for use cases that are played in the past. */
export function clockAt(start: number): Clock & { set(at: number): void } {
  let at = start
  return {
    now: () => at,
    monotonic: () => at,
    after: () => ({ cancel: () => undefined }),
    onJump: () => () => undefined,
    set: next => {
      at = next
    },
  }
}

/** The invented world around it, as `main.ts` hands it to the command. */
export type DemoWorld = {
  /** Text of vigie.yaml for services that answer below this address. */
  configuration(world_url: string, language: Language): string
  /** What the invented servers answer. */
  answer(path: string, moment: DemoMoment): DemoAnswer
  /** What people and programs outside do, every few seconds: requests to Vigie itself. */
  visit(moment: DemoMoment, language: Language): readonly DemoVisit[]
}
/** `elapsed_s`: since the demo began. */
export type DemoMoment = { readonly now: number; readonly elapsed_s: number }
export type DemoAnswer = {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly after_ms: number
}
/** Without a body a GET. `from`: the address it is to be seen to come from. */
export type DemoVisit = { readonly path: string; readonly body: object | null; readonly from: string }
