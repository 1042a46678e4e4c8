import { ListFlagProjects, PutFlagEnvironment } from '../../../contracts/flag-governance.ts'
import { flagRequestsWords } from '../../../contracts/messages/console/flag-requests.ts'
import { useOrder } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { SwitchField } from '../../design/field.tsx'
import { useToasts } from '../../design/toast.tsx'
import { useWords } from '../../words/language.tsx'
import { usePlace } from './place.ts'

/** Whether changes of this environment need a second person; owners of the project decide it. */
export function ApprovalSetting() {
  const words = useWords(flagRequestsWords)
  const { place, environment, needsApproval, mayManage } = usePlace()
  const toasts = useToasts()
  const putting = useOrder(PutFlagEnvironment, {
    changes: [ListFlagProjects],
    onDone: ({ approval }) => toasts.done(approval ? words.wantedNow : words.notWantedNow),
  })
  return (
    <Card title={words.approval}>
      {mayManage && environment ? (
        <SwitchField
          label={words.wanted}
          hint={words.wantedHint(`${place.project} / ${environment.title}`)}
          checked={needsApproval}
          disabled={putting.isPending}
          onChange={approval => putting.mutate({ params: place, body: { approval } })}
        />
      ) : (
        <p>{needsApproval ? words.isWanted : words.isNotWanted}</p>
      )}
    </Card>
  )
}
