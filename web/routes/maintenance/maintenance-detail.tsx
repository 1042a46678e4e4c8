import {
  CancelMaintenance,
  ListMaintenances,
  ListMaintenanceWindows,
  type Maintenance,
} from '../../../contracts/maintenance.ts'
import { now } from '../../data/clock.ts'
import { useAnswer, useOrder } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Facts } from '../../design/card.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { useToasts } from '../../design/toast.tsx'
import { maintenanceWords } from '../../messages/maintenance.ts'
import { useActor } from '../../words/actor.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { MaintenanceState } from './maintenance-state.tsx'
import { repeatText } from './repeat-text.ts'

type DetailProps = {
  readonly maintenance: Maintenance
  readonly onEdit: (maintenance: Maintenance) => void
  readonly onDone: () => void
}

export function MaintenanceDetail({ maintenance, onEdit, onDone }: DetailProps) {
  const words = useWords(maintenanceWords)
  const format = useFormat()
  const responder = useMay()('responder')
  const { title: _title, message, status, components, starts_at, ends_at, recurrence, created_by } = maintenance
  const actorName = useActor()
  const isOver = status === 'completed' || status === 'cancelled'
  return (
    <div className="grid gap-4">
      {message ? <p className="whitespace-pre-line">{message}</p> : null}
      <Facts
        facts={[
          [words.state, <MaintenanceState key="state" status={status} quiet />],
          [words.when, format.range(starts_at, ends_at)],
          [words.repeats, repeatText(recurrence, words)],
          [words.components, components.map(({ name }) => name).join(', ') || words.noComponents],
          ...(created_by ? [[words.by, actorName(created_by)] as const] : []),
        ]}
      />
      {isOver ? null : <NextTimes maintenance={maintenance} />}
      {responder && !isOver ? (
        <div className="flex flex-wrap gap-2">
          <Button icon="edit" onClick={() => onEdit(maintenance)}>
            {words.edit}
          </Button>
          <CallOff maintenance={maintenance} onDone={onDone} />
        </div>
      ) : null}
    </div>
  )
}

const year = 366 * 86_400_000
const shownTimes = 6

function NextTimes({ maintenance }: { maintenance: Maintenance }) {
  const words = useWords(maintenanceWords)
  const format = useFormat()
  // From a full hour, so that the same question is asked only once.
  const from = Math.floor(now() / 3_600_000) * 3_600_000
  const query = { from: new Date(from).toISOString(), to: new Date(from + year).toISOString() }
  const windows = useAnswer(ListMaintenanceWindows, { query })
  return (
    <section>
      <h3 className="mb-1.5 font-medium">{words.occurrences}</h3>
      <Loaded answer={windows}>
        {({ items }) => {
          const mine = items.filter(one => one.maintenance === maintenance.id).slice(0, shownTimes)
          if (mine.length === 0) return <p className="text-muted">{words.noOccurrences}</p>
          return (
            <ol className="grid gap-1">
              {mine.map(({ starts_at, ends_at }) => (
                <li key={starts_at}>{format.range(starts_at, ends_at)}</li>
              ))}
            </ol>
          )
        }}
      </Loaded>
    </section>
  )
}

function CallOff({ maintenance, onDone }: Omit<DetailProps, 'onEdit'>) {
  const words = useWords(maintenanceWords)
  const toasts = useToasts()
  const [asking, open, close] = useOpen()
  const cancel = useOrder(CancelMaintenance, {
    changes: [ListMaintenances, ListMaintenanceWindows],
    onDone: () => {
      toasts.done(words.cancelled)
      onDone()
    },
  })
  return (
    <>
      <Button look="danger" icon="close" onClick={open}>
        {words.cancel}
      </Button>
      <Confirm
        open={asking}
        onClose={close}
        title={words.cancelTitle}
        action={words.cancel}
        busy={cancel.isPending}
        onConfirm={() => cancel.mutate({ params: { id: maintenance.id } })}
      >
        <p>{words.cancelText}</p>
      </Confirm>
    </>
  )
}
