import { useState } from 'react'
import { type Flag, ToggleFlag } from '../../../contracts/flags/flags.ts'
import { useApiMutation } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { Icon } from '../../design/icon.tsx'
import { Badge } from '../../design/status.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { BreakGlass, isSaid, pastApproval, useSendWord, whole } from './break-glass.tsx'
import { flagAnswers, isOn, useEnvironmentRef, waits } from './environment.ts'

/** On, off or forced; and whether it can be evaluated at all. */
export function FlagState({ flag }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { lease, problems } = flag
  const wrong = problems.filter(({ severity }) => severity === 'error').length
  return (
    <div className="grid justify-items-start gap-1">
      {isOn(flag) ? (
        <Badge tone="ok" quiet label={words.on} />
      ) : (
        <span className="text-muted inline-flex items-center gap-1.5 text-sm font-medium">
          <Icon name="close" size={16} />
          {words.off}
        </span>
      )}
      {lease ? <Badge tone="hold" quiet label={words.forced(lease.variant, lease.incident)} /> : null}
      {wrong > 0 ? <Badge tone="bad" quiet label={words.problems(wrong)} /> : null}
    </div>
  )
}

/** The kill switch: one question, at once, and one touch to take it back. */
export function FlagSwitch({ flag }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { place, needsApproval } = useEnvironmentRef()
  const toasts = useToasts()
  const [asking, ask, asked] = useOpen()
  const [glass, setGlass] = useState(whole)
  const toggling = useApiMutation(ToggleFlag, { changes: flagAnswers })
  const { key } = flag
  const turn = (state: 'ENABLED' | 'DISABLED', undoable = true) =>
    toggling.mutate(
      { params: { key }, query: { ...place, ...pastApproval(glass) }, body: { state } },
      {
        onSettled: asked,
        onSuccess: done => {
          setGlass(whole)
          const back = state === 'ENABLED' ? 'DISABLED' : 'ENABLED'
          const said = state === 'ENABLED' ? words.switchedOn(key) : words.switchedOff(key)
          if (waits(done)) toasts.done(words.requested)
          else toasts.done(said, undoable ? () => turn(back, false) : undefined)
        },
      },
    )
  const isLit = isOn(flag)
  const action = useSendWord(glass, isLit ? words.switchOff : words.switchOn)
  return (
    <>
      {isLit ? (
        <Button variant="danger" icon="close" onClick={ask} label={words.switchOff} />
      ) : (
        <Button
          variant="primary"
          icon="play"
          busy={toggling.isPending}
          onClick={needsApproval ? ask : () => turn('ENABLED')}
          label={words.switchOn}
        />
      )}
      <Confirm
        open={asking}
        onClose={asked}
        title={isLit ? words.offTitle(key) : words.onTitle(key)}
        action={action}
        busy={toggling.isPending}
        ready={isSaid(glass)}
        onConfirm={() => turn(isLit ? 'DISABLED' : 'ENABLED')}
      >
        {isLit ? <p>{words.offText}</p> : null}
        <BreakGlass glass={glass} onChange={setGlass} />
      </Confirm>
    </>
  )
}
