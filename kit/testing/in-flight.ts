import { setImmediate as turn } from 'node:timers/promises'

export type InFlight = {
  /** The same object; what is called through it and answers later is counted until it has answered. */
  watch<Target extends object>(target: Target): Target
  /** Once everything has answered, and what came of it has asked nothing more. */
  over(): Promise<void>
}

/**
 * For tests in which a clock of their own drives a real database: time may only pass when nobody waits for an answer, however
 * long the machine takes for it.
 */
export function inFlight(): InFlight {
  let waiting = 0
  const answered = () => {
    waiting--
  }
  return {
    watch: target =>
      new Proxy(target, {
        get(_, key) {
          const value: unknown = Reflect.get(target, key, target)
          if (typeof value !== 'function') return value
          return (...given: unknown[]) => {
            const answer: unknown = Reflect.apply(value, target, given)
            if (answer instanceof Promise) {
              waiting++
              answer.then(answered, answered)
            }
            return answer
          }
        },
      }),
    over: async () => {
      for (let quiet = 0; quiet < 3; quiet = waiting > 0 ? 0 : quiet + 1) await turn()
    },
  }
}
