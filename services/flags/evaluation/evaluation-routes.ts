import * as contract from '../../../contracts/flag-evaluation.ts'
import { authorize } from '../../../kit/auth/auth.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { invalid } from '../../../kit/service/errors.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { error, keyProblems } from '../definitions/check-definition.ts'
import { requireSoundPrerequisites } from '../definitions/check-prerequisites.ts'
import { loadedAt } from '../definitions/definition-routes.ts'
import { flagIn } from '../definitions/edit-flag.ts'
import { blankContent, defaultPlace, placeOf } from '../definitions/flag.ts'
import { factsIn, refusalOf } from '../definitions/read-body.ts'
import { flagOf } from '../definitions/read-flag.ts'
import type { Work } from '../work.ts'
import { contextOf } from './check-context.ts'
import { type Evaluator, evaluateFlag, evaluateFlags } from './evaluate-flags.ts'
import { askFlags } from './evaluate-simple.ts'
import { explainFlag } from './explain-flag.ts'
import type { FlagStreams } from './flag-streams.ts'

export type Reception = {
  readonly evaluator: Evaluator
  readonly streams: FlagStreams
  readonly isPublic: () => boolean
}

/** OFREP, and the two questions of our own. Whether everybody may ask is the operator's to say, at any time. */
export function serveEvaluation(work: Work, { evaluator, streams, isPublic }: Reception): Served[] {
  const allow = (caller: Caller) => {
    if (!isPublic()) authorize(caller, { access: 'viewer', scope: 'flags' })
  }
  // Before the body is read: whoever may not ask sends nothing.
  const allowed = ({ caller }: { readonly caller: Caller }) => allow(caller)
  return [
    serve(
      { ...contract.EvaluateFlag, access: 'public' },
      ({ params, body }) => evaluateFlag(evaluator, defaultPlace, params.key, body),
      allowed,
    ),
    serve(
      { ...contract.EvaluateFlags, access: 'public' },
      ({ body, headers }) => evaluateFlags(evaluator, defaultPlace, body, headers['if-none-match']),
      allowed,
    ),
    serve(
      { ...contract.EvaluateFlagIn, access: 'public' },
      ({ params, body }) => evaluateFlag(evaluator, placeOf(params), params.key, body),
      allowed,
    ),
    serve(
      { ...contract.EvaluateFlagsIn, access: 'public' },
      ({ params, body, headers }) => evaluateFlags(evaluator, placeOf(params), body, headers['if-none-match']),
      allowed,
    ),
    serve({ ...contract.FollowFlags, access: 'public' }, ({ query, caller, ip, headers }) => {
      const place = placeOf(query)
      if (!streams.isTicket(place, query.ticket)) allow(caller)
      loadedAt(work, place)
      return streams.listen(place, { caller, ip, lastEventId: headers['last-event-id'] })
    }),
    serve({ ...contract.AskFlags, access: 'public' }, ({ query, caller }) => {
      allow(caller)
      return askFlags(work.board, query, work.clock.now())
    }),
    serve(contract.ExplainFlag, ({ params, query, body }) => {
      const context = contextIn(typeof body === 'string' ? body : '')
      flagIn(loadedAt(work, placeOf(query)), params.key)
      const snapshot = work.board.snapshot(placeOf(query))
      const flag = snapshot?.flags.get(params.key)
      if (!snapshot || !flag) throw new Error('a flag that is there is not in the snapshot')
      return explainFlag(snapshot, flag.source, context, work.clock.now())
    }),
    serve(contract.ExplainDraft, ({ query, body }) => {
      const { key, prerequisites, definition, context } = readDraft(body)
      const loaded = loadedAt(work, placeOf(query))
      const content = { ...blankContent, ...loaded.flags.get(key), definition, prerequisites }
      requireSoundPrerequisites(loaded, new Map([[key, content]]))
      const snapshot = work.board.snapshot(placeOf(query))
      if (!snapshot) throw new Error('an environment that is there has no snapshot')
      const source = { key, definition, prerequisites, forced: loaded.forced.get(key) ?? null }
      return explainFlag(snapshot, source, context, work.clock.now())
    }),
  ]
}

function contextIn(text: string): Readonly<Record<string, unknown>> {
  const asked = contextOf(text)
  if (!('error_code' in asked)) return asked.context
  const fields = [{ field: 'body.context', message: asked.error_details }]
  throw invalid('flags.invalid-context', asked.error_details, { fields })
}

/** A flag that nobody has saved, and the context it is asked with. */
function readDraft(body: unknown) {
  const { context, ...flag } = factsIn(body)
  const { key, content } = flagOf(flag)
  const problems = keyProblems(key, 'key')
  if (!content.definition) problems.push(error('definition', 'is missing'))
  if (problems.length > 0 || typeof key !== 'string' || !content.definition) throw refusalOf(problems)
  const { definition, prerequisites = [] } = content
  return { key, definition, prerequisites, context: contextIn(JSON.stringify({ context })) }
}
