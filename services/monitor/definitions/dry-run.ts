import type { Tried } from '../../../contracts/monitor/check-authoring.ts'
import { fieldProblem, forbidden, invalid, limited } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Monitoring } from '../config.ts'
import { checkKind } from '../probes/index.ts'
import { presentResult } from '../results/list-results.ts'
import { probeOnce } from '../scheduling/check-runner.ts'
import type { CheckRegistry } from './check-registry.ts'
import { readDefinition } from './read-definition.ts'

type Deps = Pick<Context, 'clock' | 'network' | 'redactor'> & {
  readonly registry: Pick<CheckRegistry, 'get'> & { readonly monitoring: Pick<Monitoring, 'default_timeout'> }
}

type DryRun = {
  readonly body: Readonly<Record<string, unknown>>
  readonly like: string | undefined
  readonly caller: Pick<Caller, 'role' | 'kind'>
}

const atOnce = 8
const longestS = 30

/** Probes once what may be saved later. Nothing is kept, and only administrators reach what is private. */
export function createDryRun({ clock, network, redactor, registry }: Deps) {
  let running = 0
  return async ({ body, like, caller }: DryRun): Promise<Tried> => {
    const trusted = caller.role === 'admin' || caller.kind === 'service'
    if (like !== undefined && !trusted) {
      throw forbidden('monitor.secrets-of-another')
    }
    const definition = readDefinition(
      body,
      like === undefined ? undefined : { check: registry.get(like).check, redactor },
    )
    const kind = checkKind(definition.kind)
    if (!kind || kind.passive) {
      throw invalid(
        'monitor.nothing-to-try',
        { kind: definition.kind },
        { fields: [fieldProblem('body.kind', 'problem.waits')] },
      )
    }
    if (running >= atOnce) throw limited('monitor.too-many-tries')
    running += 1
    try {
      const at = clock.now()
      const timeout_ms = Math.min(definition.timeout ?? registry.monitoring.default_timeout, longestS) * 1000
      const trust = trusted ? 'operator' : 'anyone'
      const options = { clock, network, redactor, trust, watched_since: at } as const
      const result = await probeOnce({ kind, definition, timeout_ms }, options)
      const { state, reason, http_status, response_ms, phases } = result
      return { ...presentResult({ at, state, reason, http_status, response_ms, phases }), evidence: result.evidence() }
    } finally {
      running -= 1
    }
  }
}
