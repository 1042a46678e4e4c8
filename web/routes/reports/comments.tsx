import type { ComponentRef } from '../../../contracts/common-schemas.ts'
import {
  GetReports,
  ListReportComments,
  ListReportLevels,
  ModerateReportComment,
  type ReportComment,
} from '../../../contracts/reports.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiMutation } from '../../data/queries.ts'
import { CallButton } from '../../design/actions/call-button.tsx'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { More, QueryList } from '../../design/lists/query-result.tsx'
import { Time } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { reportMessages, reportsWords } from '../../messages/reports.ts'
import { useActor } from '../../words/actor.ts'
import { useWords } from '../../words/language.tsx'

export const commentStates = ['pending', 'published', 'refused'] as const
type State = (typeof commentStates)[number]

/** What people wrote, to be shown or not. */
export function Comments({
  component,
  state,
  onState,
  onAll,
}: {
  /** null: of all of them. */
  component: ComponentRef | null
  state: State
  onState: (state: State) => void
  onAll: () => void
}) {
  const words = useWords(reportsWords)
  const { named } = useWords(frameWords)
  const query = { state, ...(component ? { component: component.slug } : {}) }
  const comments = usePagedQuery(ListReportComments, { query })
  return (
    <Card
      title={component ? named(words.comments, component.name) : words.comments}
      actions={component ? <Button small onClick={onAll} label={words.ofAll} /> : null}
    >
      <div className="grid grid-cols-1 gap-4">
        <p className="text-muted">{words.commentsText}</p>
        <Counters<State>
          label={words.comments}
          value={state}
          onChange={next => onState(next ?? 'pending')}
          counters={commentStates.map(value => ({ value, label: words.states[value] }))}
        />
        <QueryList answer={comments} none={words.noComments[state]} className="grid grid-cols-1 gap-4">
          {comment => <OneComment key={comment.id} comment={comment} />}
        </QueryList>
        <More pages={comments} />
      </div>
    </Card>
  )
}

const changes = [ListReportComments, ListReportLevels, GetReports]

function OneComment({ comment }: { comment: ReportComment }) {
  const words = useWords(reportsWords)
  const called = useWords(reportMessages).categories
  const { id, at, component, category, text, state, moderated_by } = comment
  const back = useApiMutation(ModerateReportComment, { changes })
  const orderOf = (wanted: 'published' | 'refused') => ({
    operation: ModerateReportComment,
    input: { params: { id }, body: { state: wanted } },
    changes,
    undo: () => () => back.mutate({ params: { id }, body: { state } }),
  })
  const actorName = useActor()
  return (
    <li className="border-line grid gap-1.5 border-b pb-4 last:border-0 last:pb-0">
      <p className="whitespace-pre-line">{text}</p>
      <div className="text-muted flex flex-wrap gap-x-3 text-sm">
        <span>{component.name}</span>
        <span>{called[category]}</span>
        <Time at={at} />
        {moderated_by ? <span>{words.decidedBy(actorName(moderated_by))}</span> : null}
      </div>
      <div className="mt-1 flex flex-wrap gap-2">
        {state === 'published' ? null : (
          <CallButton small icon="tick" label={words.publish} done={words.published} {...orderOf('published')} />
        )}
        {state === 'refused' ? null : (
          <CallButton small icon="close" label={words.refuse} done={words.refused} {...orderOf('refused')} />
        )}
      </div>
    </li>
  )
}
