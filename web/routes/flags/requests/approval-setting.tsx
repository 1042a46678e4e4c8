import { ListChangeRequests, ListFlagProjects, PutFlagEnvironment } from '../../../../contracts/flag-governance.ts'
import { useOrder } from '../../../data/queries.ts'
import { Card } from '../../../design/card.tsx'
import { SwitchField } from '../../../design/forms/field.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagRequestsWords } from '../../../messages/flag-requests.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useWords } from '../../../words/language.tsx'
import { usePlace, waits } from '../environment.ts'

/** Whether changes of this environment need a second person; owners of the project decide it, but for none it takes two. */
export function ApprovalSetting() {
  const words = useWords(flagRequestsWords)
  const { requested } = useWords(flagsWords)
  const { place, environment, needsApproval, mayManage } = usePlace()
  const toasts = useToasts()
  const putting = useOrder(PutFlagEnvironment, {
    changes: [ListFlagProjects, ListChangeRequests],
    onDone: answer => toasts.done(waits(answer) ? requested : words.wantedNow),
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
