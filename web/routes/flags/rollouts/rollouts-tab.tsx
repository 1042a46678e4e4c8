import {
  CancelScheduledChange,
  ListRamps,
  ListScheduledChanges,
  type Ramp,
  type ScheduledChange,
  SteerRamp,
} from '../../../../contracts/flags/flag-rollouts.ts'
import { GetFlag, ListFlags } from '../../../../contracts/flags/flags.ts'
import { useApiMutation, useApiQuery } from '../../../data/queries.ts'
import { CallButton } from '../../../design/actions/call-button.tsx'
import { DialogButton } from '../../../design/actions/dialog-button.tsx'
import { Button } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { QueryList } from '../../../design/lists/query-result.tsx'
import { Badge } from '../../../design/status.tsx'
import { Time } from '../../../design/time.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { useActor } from '../../../words/actor.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { useMessageText } from '../../../words/worded.ts'
import { useEnvironmentRef } from '../environment.ts'
import { FlagLink } from '../flag-link.tsx'
import { ScheduleChange, StartRampForm } from './start-ramp.tsx'

const rampTones = { running: 'accent', paused: 'warn', done: 'ok', rolled_back: 'bad', cancelled: 'unknown' } as const
const planTones = { pending: 'accent', done: 'ok', cancelled: 'unknown', failed: 'bad' } as const

/** What will change by itself: step by step, and at a time. */
export function RolloutsTab() {
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Ramps />
      <Planned />
    </div>
  )
}

function Ramps() {
  const words = useWords(flagLeasesWords)
  const { place, mayEdit } = useEnvironmentRef()
  const ramps = useApiQuery(ListRamps, { query: { ...place, limit: 50 } }, { refetchInterval: 15_000 })
  const start = (
    <DialogButton small icon="plus" label={words.startRamp}>
      {close => <StartRampForm onDone={close} />}
    </DialogButton>
  )
  return (
    <Card title={words.ramps} actions={mayEdit ? start : null}>
      <QueryList answer={ramps} none={words.noRamps}>
        {ramp => <RampRow key={ramp.id} ramp={ramp} mayEdit={mayEdit} />}
      </QueryList>
    </Card>
  )
}

const ordersOf = { running: ['pause', 'cancel', 'roll_back'], paused: ['resume', 'cancel', 'roll_back'] } as const

function RampRow({ ramp, mayEdit }: { ramp: Ramp; mayEdit: boolean }) {
  const words = useWords(flagLeasesWords)
  const format = useFormat()
  const steering = useApiMutation(SteerRamp, {
    changes: [ListRamps, ListFlags, GetFlag],
    done: words.ordered,
  })
  const { id, key, variant, steps, state, step, percent, next_at, reason, reason_i18n } = ramp
  const why = useMessageText()
  const orders = state === 'running' || state === 'paused' ? ordersOf[state] : []
  return (
    <li className="grid gap-2 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <FlagLink flagKey={key} /> → <code>{variant}</code> · {format.percent(percent / 100, 1)}
        </div>
        <Badge tone={rampTones[state]}>{words.rampStates[state]}</Badge>
      </div>
      <div className="bg-sunken h-2 rounded-full" aria-hidden="true">
        <div className="bg-accent h-2 rounded-full" style={{ width: `${percent}%` }} />
      </div>
      <div className="text-muted text-sm">
        {words.stepOf(step + 1, steps.length)}
        {next_at ? (
          <>
            {' · '}
            {words.next} <Time at={next_at} />
          </>
        ) : null}
        {reason ? ` · ${why(reason, reason_i18n)}` : ''}
      </div>
      {mayEdit && orders.length > 0 ? (
        <div className="flex flex-wrap gap-2">
          {orders.map(order => (
            <Button
              key={order}
              small
              variant={order === 'roll_back' ? 'danger' : 'plain'}
              busy={steering.isPending}
              onClick={() => steering.mutate({ params: { id }, body: { order } })}
              label={words.orders[order]}
            />
          ))}
        </div>
      ) : null}
    </li>
  )
}

function Planned() {
  const words = useWords(flagLeasesWords)
  const { place, mayEdit } = useEnvironmentRef()
  const changes = useApiQuery(ListScheduledChanges, { query: { ...place, limit: 50 } }, { refetchInterval: 15_000 })
  const plan = (
    <DialogButton small icon="plus" label={words.plan}>
      {close => <ScheduleChange onDone={close} />}
    </DialogButton>
  )
  return (
    <Card title={words.planned} actions={mayEdit ? plan : null}>
      <QueryList answer={changes} none={words.noPlanned}>
        {change => <PlannedRow key={change.id} change={change} mayEdit={mayEdit} />}
      </QueryList>
    </Card>
  )
}

/** In words where the form could have made it, else as it is. */
function PlannedChange({ change }: Pick<ScheduledChange, 'change'>) {
  const words = useWords(flagLeasesWords)
  const { state, defaultVariant, ...rest } = change
  const isMore = Object.keys(rest).length > 0
  if (state && defaultVariant === undefined && !isMore) return words.whats[state === 'ENABLED' ? 'on' : 'off']
  if (!state && defaultVariant && !isMore) {
    return (
      <>
        {words.defaultTo} <code>{defaultVariant}</code>
      </>
    )
  }
  return (
    <>
      {words.other} <code className="break-words">{JSON.stringify(change)}</code>
    </>
  )
}

function PlannedRow({ change, mayEdit }: { change: ScheduledChange; mayEdit: boolean }) {
  const words = useWords(flagLeasesWords)
  const { id, key, at, state, by, error, error_i18n } = change
  const actorName = useActor()
  const text = useMessageText()
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-64">
        <FlagLink flagKey={key} /> · <PlannedChange change={change.change} />
        <div className="text-muted text-sm">
          <Time at={at} absolute /> · {actorName(by)}
          {error ? ` · ${text(error, error_i18n)}` : ''}
        </div>
      </div>
      <Badge tone={planTones[state]}>{words.plannedStates[state]}</Badge>
      {mayEdit && state === 'pending' ? (
        <CallButton
          small
          variant="danger"
          label={words.callOff}
          operation={CancelScheduledChange}
          input={{ params: { id } }}
          changes={[ListScheduledChanges]}
          done={words.calledOff}
        />
      ) : null}
    </li>
  )
}
