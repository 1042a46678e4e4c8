import { type ChangeRequest, ListChangeRequests } from '../../../../contracts/flag-governance.ts'
import { usePages } from '../../../data/paged-query.ts'
import { Card } from '../../../design/card.tsx'
import { Changes } from '../../../design/changes.tsx'
import { EmptyState } from '../../../design/empty-state.tsx'
import { Loaded, More } from '../../../design/query-result.tsx'
import { Badge } from '../../../design/status.tsx'
import { Time } from '../../../design/time.tsx'
import { flagRequestsWords } from '../../../messages/flag-requests.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useActor } from '../../../words/actor.ts'
import { useWords } from '../../../words/language.tsx'
import { usePlace } from '../environment.ts'
import { FlagLink } from '../flag-link.tsx'
import { flatFacts } from '../flat-facts.ts'
import { ApprovalSetting } from './approval-setting.tsx'
import { DecideRequest } from './decide-request.tsx'

const tones = {
  pending: 'accent',
  approved: 'ok',
  rejected: 'bad',
  withdrawn: 'unknown',
  outdated: 'warn',
  forced: 'bad',
} as const

/** What waits for a second person here, whether anything has to, and what became of the rest. */
export function RequestsTab() {
  const words = useWords(flagRequestsWords)
  const { place } = usePlace()
  const waiting = usePages(ListChangeRequests, { query: { ...place, state: 'pending', limit: 50 } })
  const all = usePages(ListChangeRequests, { query: { ...place, limit: 50 } })
  const decided = all.data?.filter(({ state }) => state !== 'pending') ?? []
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[2fr_1fr]">
      <Card title={words.waiting}>
        <Loaded answer={waiting}>
          {items =>
            items.length === 0 ? (
              <EmptyState icon="tickCircle" title={words.none}>
                {words.noneText}
              </EmptyState>
            ) : (
              <RequestList requests={items} />
            )
          }
        </Loaded>
        <More pages={waiting} />
      </Card>
      <ApprovalSetting />
      {decided.length > 0 ? (
        <Card title={words.decided}>
          <RequestList requests={decided} />
          <More pages={all} />
        </Card>
      ) : null}
    </div>
  )
}

function RequestList({ requests }: { requests: readonly ChangeRequest[] }) {
  return (
    <ul className="divide-line grid divide-y">
      {requests.map(request => (
        <RequestRow key={request.id} request={request} />
      ))}
    </ul>
  )
}

function RequestRow({ request }: { request: ChangeRequest }) {
  const words = useWords(flagRequestsWords)
  const { actions } = useWords(flagsWords)
  const { action, state, requested_by, requested_at, decided_by, decided_at, reason, decision_reason } = request
  const actorName = useActor()
  const isWaiting = state === 'pending'
  const changes = <Changes before={flatFacts(request.before)} after={flatFacts(request.after)} />
  return (
    <li className="grid gap-2 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0">
          <RequestName request={request} /> · {words.asked[action] ?? actions[action] ?? action}
        </div>
        <Badge tone={tones[state]}>{words.states[state]}</Badge>
      </div>
      <p className="text-muted text-sm">
        {words.askedBy(actorName(requested_by.name))} · <Time at={requested_at} />
        {reason ? ` · ${reason}` : ''}
      </p>
      {decided_by && decided_at ? (
        <p className="text-muted text-sm">
          {words.states[state]} {words.decidedBy(actorName(decided_by.name))} · <Time at={decided_at} />
          {decision_reason ? ` · ${decision_reason}` : ''}
        </p>
      ) : null}
      {isWaiting ? (
        changes
      ) : (
        <details>
          <summary className="link min-h-6 w-fit text-sm">{words.show}</summary>
          <div className="mt-2">{changes}</div>
        </details>
      )}
      {isWaiting ? <DecideRequest request={request} /> : null}
    </li>
  )
}

/** A flag, a segment, a rule, the setting itself, or several things at once under their own names. */
function RequestName({ request: { key, subject, before, after } }: { request: ChangeRequest }) {
  const words = useWords(flagRequestsWords)
  if (subject === 'environment') return <span className="font-medium">{words.noLongerWanted}</span>
  if (subject === 'incident_rule') return <span className="font-medium break-all">{words.ruleOf(key)}</span>
  const facts = after ?? before ?? {}
  if (typeof facts.definition === 'object') return <FlagLink flagKey={key} />
  if ('rule' in facts) return <code className="font-medium break-all">{key}</code>
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return <span className="font-medium">{words.several(names.size)}</span>
}
