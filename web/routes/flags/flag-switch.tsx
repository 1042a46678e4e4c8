import { useState } from 'react'
import { type Flag, ToggleFlag } from '../../../contracts/flags.ts'
import { useOrder } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { BreakGlass, isSaid, pastApproval, useSendWord, whole } from './break-glass.tsx'
import { flagAnswers, isOn, usePlace, waits } from './environment.ts'

/** The kill switch: one question, at once, and one touch to take it back. */
export function FlagSwitch({ flag }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { place, needsApproval } = usePlace()
  const toasts = useToasts()
  const [asking, ask, asked] = useOpen()
  const [glass, setGlass] = useState(whole)
  const toggling = useOrder(ToggleFlag, { changes: flagAnswers })
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
        <Button look="danger" icon="close" onClick={ask}>
          {words.switchOff}
        </Button>
      ) : (
        <Button
          look="primary"
          icon="play"
          busy={toggling.isPending}
          onClick={needsApproval ? ask : () => turn('ENABLED')}
        >
          {words.switchOn}
        </Button>
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
