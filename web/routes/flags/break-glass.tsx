import { CheckboxField, TextField } from '../../design/forms/field.tsx'
import { Notice } from '../../design/notice.tsx'
import { flagRequestsWords } from '../../messages/flag-requests.ts'
import { useWords } from '../../words/language.tsx'
import { useEnvironmentRef } from './environment.ts'

/** Whether a change goes past the second person, and why. */
export type Glass = { readonly broken: boolean; readonly why: string }
export const whole: Glass = { broken: false, why: '' }
/** As short as the server takes a reason. */
const shortest = 3

export const isSaid = ({ broken, why }: Glass): boolean => !broken || why.trim().length >= shortest
/** For the query of a change. */
export const pastApproval = ({ broken, why }: Glass) => (broken ? { break_glass: why.trim() } : {})

/** What the button that sends a change says: it puts it in force as usual, or only asks for it. */
export function useSendWord({ broken }: Glass, usual: string): string {
  const { send } = useWords(flagRequestsWords)
  const { needsApproval } = useEnvironmentRef()
  return needsApproval && !broken ? send : usual
}

/** Only where a change needs a second person: says so, and offers the way past it. */
export function BreakGlass({ glass, onChange }: { glass: Glass; onChange: (glass: Glass) => void }) {
  const words = useWords(flagRequestsWords)
  const { needsApproval } = useEnvironmentRef()
  if (!needsApproval) return null
  return (
    <Notice tone={glass.broken ? 'bad' : 'accent'}>
      <div className="grid gap-3">
        <p>{words.needsApproval}</p>
        <CheckboxField
          label={words.breakGlass}
          hint={glass.broken ? words.breakGlassHint : undefined}
          value={glass.broken}
          onChange={broken => onChange({ ...glass, broken })}
        />
        {glass.broken ? (
          <TextField
            label={words.why}
            required
            minLength={shortest}
            maxLength={500}
            value={glass.why}
            onChange={why => onChange({ ...glass, why })}
          />
        ) : null}
      </div>
    </Notice>
  )
}
