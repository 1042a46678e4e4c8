import { type Flag, ToggleFlag } from '../../../contracts/flags/flags.ts'
import { useApiMutation } from '../../data/queries.ts'
import { CallButton } from '../../design/actions/call-button.tsx'
import { Button } from '../../design/button.tsx'
import { useOpen } from '../../design/dialog.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { ConfirmChange } from './break-glass.tsx'
import { flagAnswers, isOn, useEnvironmentRef } from './environment.ts'

/** The kill switch: one question, at once, and one touch to take it back. */
export function FlagSwitch({ flag }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { place, needsApproval } = useEnvironmentRef()
  const [asking, ask, asked] = useOpen()
  const { key } = flag
  const isLit = isOn(flag)
  const inputOf = (state: 'ENABLED' | 'DISABLED', past = {}) => ({
    params: { key },
    query: { ...place, ...past },
    body: { state },
  })
  // The answer: the flag that is drawn may have changed already when it comes.
  const said = (made: Flag) => (isOn(made) ? words.switchedOn(key) : words.switchedOff(key))
  const back = useApiMutation(ToggleFlag, { changes: flagAnswers, done: said })
  const call = {
    operation: ToggleFlag,
    changes: flagAnswers,
    done: said,
    undo: (made: Flag) => () => back.mutate(inputOf(isOn(made) ? 'DISABLED' : 'ENABLED')),
  }
  return (
    <>
      {isLit ? (
        <Button variant="danger" icon="close" onClick={ask} label={words.switchOff} />
      ) : needsApproval ? (
        <Button variant="primary" icon="play" onClick={ask} label={words.switchOn} />
      ) : (
        <CallButton variant="primary" icon="play" label={words.switchOn} input={inputOf('ENABLED')} {...call} />
      )}
      {asking ? (
        <ConfirmChange
          onClose={asked}
          title={isLit ? words.offTitle(key) : words.onTitle(key)}
          action={isLit ? words.switchOff : words.switchOn}
          text={isLit ? words.offText : undefined}
          input={past => inputOf(isLit ? 'DISABLED' : 'ENABLED', past)}
          {...call}
        />
      ) : null}
    </>
  )
}
