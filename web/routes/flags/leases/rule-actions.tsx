import { useState } from 'react'
import { ListChangeRequests } from '../../../../contracts/flag-governance.ts'
import {
  DeleteIncidentRule,
  type IncidentRule,
  ListIncidentRules,
  UpdateIncidentRule,
} from '../../../../contracts/flag-leases.ts'
import { useOrder } from '../../../data/queries.ts'
import { Button, IconButton } from '../../../design/button.tsx'
import { Confirm, useOpen } from '../../../design/dialog.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useWords } from '../../../words/language.tsx'
import { BreakGlass, isSaid, pastApproval, useSendWord, whole } from '../break-glass.tsx'
import { usePlace, waits } from '../environment.ts'

const changes = [ListIncidentRules, ListChangeRequests] as const

/** A rule rests, acts again, or goes: at once, or once a second person has agreed. */
export function RuleOrders({ rule }: { rule: IncidentRule }) {
  const words = useWords(flagLeasesWords)
  const [removing, remove, removed] = useOpen()
  return (
    <div className="flex items-center gap-1">
      <RestOrder rule={rule} />
      <IconButton label={words.removeOf(rule.key)} icon="trash" onClick={remove} />
      {removing ? <RemoveRule rule={rule} onClose={removed} /> : null}
    </div>
  )
}

function RestOrder({ rule: { id, key, enabled } }: { rule: IncidentRule }) {
  const words = useWords(flagLeasesWords)
  const { requested } = useWords(flagsWords)
  const { needsApproval } = usePlace()
  const toasts = useToasts()
  const [asking, ask, asked] = useOpen()
  const [glass, setGlass] = useState(whole)
  const changing = useOrder(UpdateIncidentRule, { changes })
  const set = (next: boolean, isUndo = false) =>
    changing.mutate(
      { params: { id }, query: pastApproval(glass), body: { enabled: next } },
      {
        onSettled: asked,
        onSuccess: done => {
          setGlass(whole)
          if (waits(done)) toasts.done(requested)
          else toasts.done(words.ruleSaved, isUndo || needsApproval ? undefined : () => set(!next, true))
        },
      },
    )
  const order = enabled ? words.pause : words.resume
  const action = useSendWord(glass, order)
  return (
    <>
      <Button small busy={changing.isPending} onClick={needsApproval ? ask : () => set(!enabled)}>
        {order}
      </Button>
      <Confirm
        open={asking}
        onClose={asked}
        title={enabled ? words.pauseOf(key) : words.resumeOf(key)}
        action={action}
        busy={changing.isPending}
        ready={isSaid(glass)}
        onConfirm={() => set(!enabled)}
      >
        <BreakGlass glass={glass} onChange={setGlass} />
      </Confirm>
    </>
  )
}

function RemoveRule({ rule: { id, key }, onClose }: { rule: IncidentRule; onClose: () => void }) {
  const words = useWords(flagLeasesWords)
  const { requested } = useWords(flagsWords)
  const toasts = useToasts()
  const [glass, setGlass] = useState(whole)
  const removing = useOrder(DeleteIncidentRule, {
    changes,
    onDone: done => toasts.done(waits(done) ? requested : words.ruleRemoved),
  })
  return (
    <Confirm
      open
      onClose={onClose}
      title={words.removeTitle(key)}
      action={useSendWord(glass, words.remove)}
      busy={removing.isPending}
      ready={isSaid(glass)}
      onConfirm={() => removing.mutate({ params: { id }, query: pastApproval(glass) }, { onSettled: onClose })}
    >
      <p>{words.removeText}</p>
      <BreakGlass glass={glass} onChange={setGlass} />
    </Confirm>
  )
}
