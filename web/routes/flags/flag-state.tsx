import { type Flag, ToggleFlag } from '../../../contracts/flags/flags.ts'
import { useApiMutation } from '../../data/queries.ts'
import { CallButton } from '../../design/actions/call-button.tsx'
import { Button } from '../../design/button.tsx'
import { useOpen } from '../../design/dialog.tsx'
import { Icon } from '../../design/icon.tsx'
import { Badge } from '../../design/status.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { ConfirmChange } from './break-glass.tsx'
import { flagAnswers, isOn, useEnvironmentRef } from './environment.ts'

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
