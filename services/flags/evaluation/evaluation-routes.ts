import * as contract from '../../../contracts/flags/flag-evaluation.ts'
import { say } from '../../../contracts/messages/words.ts'
import { invalid, problemAt } from '../../../contracts/refusals.ts'
import { authorize } from '../../../kit/auth/auth.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { error, keyProblems } from '../definitions/check-definition.ts'
import { requireSoundPrerequisites } from '../definitions/check-prerequisites.ts'
import { flagIn } from '../definitions/edit-flag.ts'
import { blankContent, defaultEnvironment, environmentRef } from '../definitions/flag.ts'
import { invalidFlag, parsedFlag, parseObject } from '../definitions/parse-flag.ts'
import type { FlagCache } from '../environments/flag-cache.ts'
import { cachedEnvironment } from '../environments/load-environments.ts'
import { parseContext } from './check-context.ts'
import { evaluateFlag, evaluateFlags, evaluateSimple } from './evaluate-flags.ts'
import { explainFlag } from './explain-flag.ts'
import type { FlagStreams } from './flag-streams.ts'

type Deps = {
  readonly cache: FlagCache
  readonly clock: Clock
  readonly streams: FlagStreams
  /** The operator says, at any time, whether everybody may evaluate. */
  readonly isPublic: () => boolean
}

/** Evaluation over OFREP, for callers without a library, and explained. */
export function serveEvaluation(deps: Deps): Served[] {
  const { cache, clock, streams, isPublic } = deps
  const allow = (caller: Caller) => {
    if (!isPublic()) authorize(caller, { access: 'viewer', scope: 'flags' })
  }
  // Asked before the body is read: whoever may not evaluate sends nothing.
  const allowed = ({ caller }: { readonly caller: Caller }) => allow(caller)
  return [
    serve(
      { ...contract.EvaluateFlag, access: 'public' },
      ({ params, body }) => evaluateFlag(deps, defaultEnvironment, params.key, body),
      allowed,
    ),
    serve(
      { ...contract.EvaluateFlags, access: 'public' },
      ({ body, headers }) => evaluateFlags(deps, defaultEnvironment, body, headers['if-none-match']),
      allowed,
    ),
    serve(
      { ...contract.EvaluateFlagIn, access: 'public' },
      ({ params, body }) => evaluateFlag(deps, environmentRef(params), params.key, body),
      allowed,
    ),
    serve(
      { ...contract.EvaluateFlagsIn, access: 'public' },
      ({ params, body, headers }) => evaluateFlags(deps, environmentRef(params), body, headers['if-none-match']),
      allowed,
    ),
    serve({ ...contract.FollowFlags, access: 'public' }, ({ query, caller, ip, headers }) => {
      const ref = environmentRef(query)
      if (!streams.isTicket(ref, query.ticket)) allow(caller)
      cachedEnvironment(deps, ref)
      return streams.connect(ref, { caller, ip, lastEventId: headers['last-event-id'] })
    }),
    serve({ ...contract.AskFlags, access: 'public' }, ({ query }) => evaluateSimple(deps, query), allowed),
    serve(contract.ExplainFlag, ({ params, query, body }) => {
      const context = contextIn(typeof body === 'string' ? body : '')
      const ref = environmentRef(query)
      flagIn(cachedEnvironment(deps, ref), params.key)
      const snapshot = cache.snapshot(ref)
      const flag = snapshot?.flags.get(params.key)
      if (!snapshot || !flag) throw new Error('a flag that is there is not in the snapshot')
      return explainFlag(snapshot, flag.source, context, clock.now())
    }),
    serve(contract.ExplainDraft, ({ query, body }) => {
      const { key, prerequisites, definition, context } = parseDraft(body)
      const loaded = cachedEnvironment(deps, environmentRef(query))
      const content = { ...blankContent, ...loaded.flags.get(key), definition, prerequisites }
      requireSoundPrerequisites(loaded, new Map([[key, content]]))
      const snapshot = cache.snapshot(environmentRef(query))
      if (!snapshot) throw new Error('an environment that is there has no snapshot')
      const source = { key, definition, prerequisites, override: loaded.overrides.get(key) ?? null }
      return explainFlag(snapshot, source, context, clock.now())
    }),
  ]
}

function contextIn(text: string): Readonly<Record<string, unknown>> {
  const asked = parseContext(text)
  if (!('error_code' in asked)) return asked.context
  const { error: problem } = asked
  throw invalid('flags.invalid-context', { problem }, { fields: [problemAt('body.context', problem)] })
}

function parseDraft(body: unknown) {
  const { context, ...flag } = parseObject(body)
  const { key, content } = parsedFlag(flag)
  const problems = keyProblems(key, 'key')
  if (!content.definition) problems.push(error('definition', say('flag.missing')))
  if (problems.length > 0 || typeof key !== 'string' || !content.definition) throw invalidFlag(problems)
  const { definition, prerequisites = [] } = content
  return { key, definition, prerequisites, context: contextIn(JSON.stringify({ context })) }
}
