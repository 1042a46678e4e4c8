import { type Flag, ToggleFlag } from '../../../contracts/flags.ts'
import { flagsWords } from '../../../contracts/messages/console/flags.ts'
import { useOrder } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { useToasts } from '../../design/toast.tsx'
import { useWords } from '../../words/language.tsx'
import { flagAnswers, isOn, usePlace, waits } from './place.ts'

/** The kill switch: one question, at once, and one touch to take it back. */
export function FlagSwitch({ flag }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { place } = usePlace()
  const toasts = useToasts()
  const [asking, ask, asked] = useOpen()
  const toggling = useOrder(ToggleFlag, { changes: flagAnswers })
  const { key } = flag
  const turn = (state: 'ENABLED' | 'DISABLED', undoable = true) =>
    toggling.mutate(
      { params: { key }, query: place, body: { state } },
      {
        onSettled: asked,
        onSuccess: done => {
          const back = state === 'ENABLED' ? 'DISABLED' : 'ENABLED'
          const said = state === 'ENABLED' ? words.switchedOn(key) : words.switchedOff(key)
          if (waits(done)) toasts.done(words.requested)
          else toasts.done(said, undoable ? () => turn(back, false) : undefined)
        },
      },
    )
  if (!isOn(flag)) {
    return (
      <Button look="primary" icon="play" busy={toggling.isPending} onClick={() => turn('ENABLED')}>
        {words.switchOn}
      </Button>
    )
  }
  return (
    <>
      <Button look="danger" icon="close" onClick={ask}>
        {words.switchOff}
      </Button>
      <Confirm
        open={asking}
        onClose={asked}
        title={words.offTitle(key)}
        action={words.switchOff}
        busy={toggling.isPending}
        onConfirm={() => turn('DISABLED')}
      >
        <p>{words.offText}</p>
      </Confirm>
    </>
  )
}
