import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type ChangeRequest,
  DecideChangeRequest,
  ListChangeRequests,
  ListFlagProjects,
  PutFlagEnvironment,
} from '../../../../contracts/flags/flag-governance.ts'
import { ListIncidentRules, ListLeases } from '../../../../contracts/flags/flag-leases.ts'
import { ListRamps, ListScheduledChanges } from '../../../../contracts/flags/flag-rollouts.ts'
import { ListSegments } from '../../../../contracts/flags/flags.ts'
import { callApi } from '../../../data/api-client.ts'
import { usePagedQuery } from '../../../data/paged-query.ts'
import { invalidate, useApiMutation } from '../../../data/queries.ts'
import { useMe } from '../../../data/session.ts'
import { Button } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { Changes } from '../../../design/changes.tsx'
import { Dialog } from '../../../design/dialog.tsx'
import { SwitchField, TextArea } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { EmptyState } from '../../../design/lists/empty-state.tsx'
import { More, QueryResult } from '../../../design/lists/query-result.tsx'
import { Notice } from '../../../design/notice.tsx'
import { Badge } from '../../../design/status.tsx'
import { Time } from '../../../design/time.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagRequestsWords } from '../../../messages/flag-requests.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useActor } from '../../../words/actor.ts'
import { useWords } from '../../../words/language.tsx'
import { flagAnswers, useEnvironmentRef, waits } from '../environment.ts'
import { FlagLink } from '../flag-link.tsx'
import { flatFacts } from '../json-text.ts'

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
  const { place } = useEnvironmentRef()
  const waiting = usePagedQuery(ListChangeRequests, { query: { ...place, state: 'pending', limit: 50 } })
  const all = usePagedQuery(ListChangeRequests, { query: { ...place, limit: 50 } })
  const decided = all.data?.filter(({ state }) => state !== 'pending') ?? []
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[2fr_1fr]">
      <Card title={words.waiting}>
        <QueryResult answer={waiting}>
          {items =>
            items.length === 0 ? (
              <EmptyState icon="tickCircle" title={words.none} text={words.noneText} />
            ) : (
              <RequestList requests={items} />
            )
          }
        </QueryResult>
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

/** Whether changes of this environment need a second person; owners of the project decide it, but for none it takes two. */
function ApprovalSetting() {
  const words = useWords(flagRequestsWords)
  const { requested } = useWords(flagsWords)
  const { place, environment, needsApproval, mayManage } = useEnvironmentRef()
  const putting = useApiMutation(PutFlagEnvironment, {
    changes: [ListFlagProjects, ListChangeRequests],
    done: answer => (waits(answer) ? requested : words.wantedNow),
  })
  return (
    <Card title={words.approval}>
      {mayManage && environment ? (
        <SwitchField
          label={words.wanted}
          hint={words.wantedHint(`${place.project} / ${environment.title}`)}
          value={needsApproval}
          disabled={putting.isPending}
          onChange={approval => putting.mutate({ params: place, body: { approval } })}
        />
      ) : (
        <p>{needsApproval ? words.isWanted : words.isNotWanted}</p>
      )}
    </Card>
  )
}

type Decision = 'approve' | 'reject' | 'withdraw' | 'break_glass'
const looks = { approve: 'primary', reject: 'plain', withdraw: 'plain', break_glass: 'danger' } as const

/** What whoever looks may make of a request: nobody approves their own, also when they asked with a key of theirs. */
function DecideRequest({ request }: { request: ChangeRequest }) {
  const words = useWords(flagRequestsWords)
  const me = useMe()
  const { mayEdit, mayApprove } = useEnvironmentRef()
  const [deciding, decide] = useState<Decision | null>(null)
  const { id, user_id } = request.requested_by
  const isOwn = id === me.id || user_id === me.id
  const orders: readonly Decision[] = [
    ...(mayApprove && !isOwn ? (['approve', 'reject'] as const) : []),
    ...(isOwn ? (['withdraw'] as const) : []),
    ...(mayEdit && request.subject !== 'environment' ? (['break_glass'] as const) : []),
  ]
  return (
    <>
      {isOwn ? <p className="text-muted text-sm">{words.own}</p> : null}
      <div className="flex flex-wrap gap-2">
        {orders.map(order => (
          <Button key={order} small variant={looks[order]} onClick={() => decide(order)} label={words.orders[order]} />
        ))}
      </div>
      <Dialog open={deciding !== null} onClose={() => decide(null)} title={deciding ? words.orders[deciding] : ''}>
        {deciding ? <DecisionForm request={request} decision={deciding} onDone={() => decide(null)} /> : null}
      </Dialog>
    </>
  )
}

type FormProps = { readonly request: ChangeRequest; readonly decision: Decision; readonly onDone: () => void }

function DecisionForm({ request: { id }, decision, onDone }: FormProps) {
  const words = useWords(flagRequestsWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const form = useForm({ reason: '' }, async ({ reason }) => {
    const said = reason.trim() ? { reason: reason.trim() } : {}
    const { state } = await callApi(DecideChangeRequest, { params: { id }, body: { decision, ...said } })
    invalidate(client, ...flagAnswers, ListSegments, ListRamps, ListScheduledChanges)
    invalidate(client, ListIncidentRules, ListLeases, ListFlagProjects)
    if (state === 'outdated') toasts.error(words.done.outdated)
    else toasts.done(words.done[state])
    onDone()
  })
  const isForced = decision === 'break_glass'
  return (
    <Form form={form} action={words.orders[decision]} onCancel={onDone}>
      {isForced ? <Notice tone="bad">{words.breakGlassHint}</Notice> : null}
      <TextArea
        label={isForced ? words.why : words.comment}
        optional={!isForced}
        required={isForced}
        minLength={isForced ? 3 : undefined}
        maxLength={500}
        rows={2}
        {...form.field('reason')}
      />
    </Form>
  )
}
