import * as contract from '../../contracts/flag-evaluation.ts'
import { authorize } from '../../kit/auth.ts'
import type { Caller } from '../../kit/caller.ts'
import { invalid } from '../../kit/errors.ts'
import { type Served, serve } from '../../kit/service.ts'
import { askFlags } from './ask-flags.ts'
import { flagIn } from './edit-flag.ts'
import { contextOf } from './engine/check-context.ts'
import { type Evaluator, evaluateFlag, evaluateFlags } from './evaluate-flags.ts'
import { explainFlag } from './explain-flag.ts'
import { defaultPlace, placeOf } from './flag.ts'
import type { FlagStreams } from './flag-streams.ts'
import { loadedAt } from './serve-definitions.ts'
import type { Work } from './work.ts'

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
  return [
    serve({ ...contract.EvaluateFlag, access: 'public' }, ({ params, body, caller }) => {
      allow(caller)
      return evaluateFlag(evaluator, defaultPlace, params.key, body)
    }),
    serve({ ...contract.EvaluateFlags, access: 'public' }, ({ body, caller, headers }) => {
      allow(caller)
      return evaluateFlags(evaluator, defaultPlace, body, headers['if-none-match'])
    }),
    serve({ ...contract.EvaluateFlagIn, access: 'public' }, ({ params, body, caller }) => {
      allow(caller)
      return evaluateFlag(evaluator, placeOf(params), params.key, body)
    }),
    serve({ ...contract.EvaluateFlagsIn, access: 'public' }, ({ params, body, caller, headers }) => {
      allow(caller)
      return evaluateFlags(evaluator, placeOf(params), body, headers['if-none-match'])
    }),
    serve({ ...contract.FollowFlags, access: 'public' }, ({ query, caller, headers }) => {
      const place = placeOf(query)
      if (!streams.isTicket(place, query.ticket)) allow(caller)
      loadedAt(work, place)
      return streams.listen(place, headers['last-event-id'])
    }),
    serve({ ...contract.AskFlags, access: 'public' }, ({ query, caller }) => {
      allow(caller)
      return askFlags(work.board, query, work.clock.now())
    }),
    serve(contract.ExplainFlag, ({ params, query, body }) => {
      const asked = contextOf(typeof body === 'string' ? body : '')
      if ('error_code' in asked) {
        const fields = [{ field: 'body.context', message: asked.error_details }]
        throw invalid('flags.invalid-context', asked.error_details, { fields })
      }
      flagIn(loadedAt(work, placeOf(query)), params.key)
      const snapshot = work.board.snapshot(placeOf(query))
      const flag = snapshot?.flags.get(params.key)
      if (!snapshot || !flag) throw new Error('a flag that is there is not in the snapshot')
      return explainFlag(snapshot, flag, asked.context, work.clock.now())
    }),
  ]
}
