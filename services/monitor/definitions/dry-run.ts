import type { Tried } from '../../../contracts/check-work.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { forbidden, invalid, limited } from '../../../kit/service/errors.ts'
import { checkKind } from '../probes/index.ts'
import { type LookOptions, lookOnce } from '../scheduling/probe-once.ts'
import { presentResult } from './present-check.ts'
import { type Known, readDefinition } from './read-definition.ts'

export type Trying = Pick<LookOptions, 'clock' | 'network' | 'redactor'> & {
  readonly knownOf: (idOrSlug: string) => Known
  readonly defaultTimeout: () => number
}

export type Trial = {
  readonly body: Readonly<Record<string, unknown>>
  readonly like: string | undefined
  readonly caller: Pick<Caller, 'role' | 'kind'>
}

const atOnce = 8
/** Somebody waits for it. */
const longestS = 30

/** Looks once at what may be saved later. Nothing is kept, and only administrators reach what is private. */
export function createTrial({ clock, network, redactor, knownOf, defaultTimeout }: Trying) {
  let running = 0
  return async ({ body, like, caller }: Trial): Promise<Tried> => {
    const trusted = caller.role === 'admin' || caller.kind === 'service'
    if (like !== undefined && !trusted) {
      throw forbidden('monitor.secrets-of-another', 'only an administrator may try with the secrets of a check')
    }
    const definition = readDefinition(body, like === undefined ? undefined : knownOf(like))
    const kind = checkKind(definition.kind)
    if (!kind || kind.passive) {
      throw invalid(
        'monitor.nothing-to-try',
        `a check of kind ${definition.kind} waits to be called: save it, then call it`,
        { fields: [{ field: 'body.kind', message: 'waits to be called' }] },
      )
    }
    if (running >= atOnce) throw limited('monitor.too-many-tries', 'others are trying checks; try again in a moment')
    running += 1
    try {
      const at = clock.now()
      const timeout_ms = Math.min(definition.timeout ?? defaultTimeout(), longestS) * 1000
      const trust = trusted ? 'operator' : 'anyone'
      const options = { clock, network, redactor, trust, watched_since: at } as const
      const look = await lookOnce({ kind, definition, timeout_ms }, options)
      const { state, reason, http_status, response_ms, phases } = look
      return { ...presentResult({ at, state, reason, http_status, response_ms, phases }), evidence: look.evidence() }
    } finally {
      running -= 1
    }
  }
}
