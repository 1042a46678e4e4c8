import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type ChangeRequest, DecideChangeRequest, ListFlagProjects } from '../../../../contracts/flag-governance.ts'
import { ListIncidentRules, ListLeases } from '../../../../contracts/flag-leases.ts'
import { ListRamps, ListScheduledChanges } from '../../../../contracts/flag-rollouts.ts'
import { ListSegments } from '../../../../contracts/flags.ts'
import { ask } from '../../../data/api-client.ts'
import { forget } from '../../../data/queries.ts'
import { useMe } from '../../../data/session.ts'
import { Button } from '../../../design/button.tsx'
import { Dialog } from '../../../design/dialog.tsx'
import { TextArea } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { Notice } from '../../../design/notice.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagRequestsWords } from '../../../messages/flag-requests.ts'
import { useWords } from '../../../words/language.tsx'
import { flagAnswers, usePlace } from '../environment.ts'

type Decision = 'approve' | 'reject' | 'withdraw' | 'break_glass'
const looks = { approve: 'primary', reject: 'plain', withdraw: 'plain', break_glass: 'danger' } as const

/** What whoever looks may make of a request: nobody approves their own, also when they asked with a key of theirs. */
export function DecideRequest({ request }: { request: ChangeRequest }) {
  const words = useWords(flagRequestsWords)
  const me = useMe()
  const { mayEdit, mayApprove } = usePlace()
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
          <Button key={order} small look={looks[order]} onClick={() => decide(order)}>
            {words.orders[order]}
          </Button>
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
    const { state } = await ask(DecideChangeRequest, { params: { id }, body: { decision, ...said } })
    forget(client, ...flagAnswers, ListSegments, ListRamps, ListScheduledChanges)
    forget(client, ListIncidentRules, ListLeases, ListFlagProjects)
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
