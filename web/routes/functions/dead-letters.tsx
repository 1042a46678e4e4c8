import {
  type DeadLetter,
  DiscardDeadLetter,
  ListDeadLetters,
  ListRuns,
  RedriveDeadLetter,
} from '../../../contracts/functions/runs.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useMay } from '../../data/session.ts'
import { CallButton, ConfirmButton } from '../../design/actions/call-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { ButtonRow } from '../../design/button.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

export function DeadLetters() {
  const words = useWords(functionsWords).dead
  const admin = useMay()('admin')
  const letters = usePagedQuery(ListDeadLetters, { query: { limit: 100 } })
  return (
    <TableCard
      answer={letters}
      label={words.list}
      columns={useColumns()}
      rowKey={({ id }) => id}
      actions={admin ? letter => <Orders letter={letter} /> : undefined}
      actionsClass="text-right"
      none={<EmptyState icon="tickCircle" title={words.none} text={words.noneText} />}
    />
  )
}

function useColumns(): readonly Column<DeadLetter>[] {
  const { dead: words, name } = useWords(functionsWords)
  const format = useFormat()
  const say = useMessageText()
  return [
    {
      header: name,
      cell: ({ id, function: of }) => <TextLink to="/functions" search={{ tab: 'runs', run: id }} label={of} />,
    },
    { header: words.reason, cell: ({ reason, reason_i18n }) => (reason === null ? '–' : say(reason, reason_i18n)) },
    { header: words.attempts, from: 'md', cell: ({ attempts }) => format.number(attempts) },
    { header: words.at, from: 'sm', time: ({ dead_at }) => dead_at },
  ]
}

function Orders({ letter: { id } }: { letter: DeadLetter }) {
  const words = useWords(functionsWords).dead
  const changes = [ListDeadLetters, ListRuns]
  const input = { params: { id } }
  return (
    <ButtonRow>
      <CallButton
        bare="undo"
        label={words.redrive}
        operation={RedriveDeadLetter}
        input={input}
        changes={changes}
        done={words.redriven}
      />
      <ConfirmButton
        bare="trash"
        action={words.discard}
        title={words.discardTitle}
        text={words.discardText}
        operation={DiscardDeadLetter}
        input={input}
        changes={changes}
        done={words.discarded}
      />
    </ButtonRow>
  )
}
