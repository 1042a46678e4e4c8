import { useState } from 'react'
import type { CallInput, Operation } from '../../../contracts/operation.ts'
import { type MutationOptions, useApiMutation } from '../../data/queries.ts'
import { Confirm, type ConfirmProps } from '../../design/dialog.tsx'
import { CheckboxField, TextField } from '../../design/forms/field.tsx'
import { Form, type FormState } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { flagRequestsWords } from '../../messages/flag-requests.ts'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { useEnvironmentRef, waits } from './environment.ts'

/** Whether a change goes past the second person, and why. */
export type Glass = { readonly broken: boolean; readonly why: string }
export const whole: Glass = { broken: false, why: '' }
/** As short as the server takes a reason. */
const shortest = 3

export const isSaid = ({ broken, why }: Glass): boolean => !broken || why.trim().length >= shortest
/** For the query of a change. */
export const pastApproval = ({ broken, why }: Glass) => (broken ? { break_glass: why.trim() } : {})

/** What the button that sends a change says: it puts it in force as usual, or only asks for it. */
function useSendWord({ broken }: Glass, usual: string): string {
  const { send } = useWords(flagRequestsWords)
  const { needsApproval } = useEnvironmentRef()
  return needsApproval && !broken ? send : usual
}

/** Only where a change needs a second person: says so, and offers the way past it. */
export function BreakGlass({ value: glass, onChange }: { value: Glass; onChange: (glass: Glass) => void }) {
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

type ChangeForm = Pick<FormState<object>, 'problem' | 'busy' | 'submit'> & {
  readonly values: { readonly glass: Glass }
  readonly field: (name: 'glass') => { readonly value: Glass; readonly onChange: (glass: Glass) => void }
}
type FlagFormProps = Omit<Parameters<typeof Form>[0], 'form'> & {
  readonly form: ChangeForm
  /** Nothing to send yet: it is not offered to go past anybody. */
  readonly unchanged?: boolean
}

/** A form whose change may need a second person: its button says so, and the way past them stands last. */
export function FlagForm({ form, action, unchanged = false, children, onCancel }: FlagFormProps) {
  return (
    <Form form={form} action={useSendWord(form.values.glass, action)} onCancel={onCancel}>
      {children}
      {unchanged ? null : <BreakGlass {...form.field('glass')} />}
    </Form>
  )
}

type ConfirmChangeProps<Op extends Operation> = Pick<
  ConfirmProps,
  'onClose' | 'title' | 'action' | 'text' | 'children'
> &
  MutationOptions<Op> & {
    readonly operation: Op
    readonly input: (past: ReturnType<typeof pastApproval>) => CallInput<Op>
  }

/** Asks before a change that may need a second person. Drawn while it is open. */
export function ConfirmChange<Op extends Operation>(props: ConfirmChangeProps<Op>) {
  const { operation, input, changes, done, undo, onDone, onClose, action, children, ...confirm } = props
  const { requested } = useWords(flagsWords)
  const [glass, setGlass] = useState(whole)
  const call = useApiMutation(operation, {
    changes,
    done: (output, sent) =>
      waits(output) ? requested : typeof done === 'function' ? done(output, sent) : (done ?? ''),
    undo: (output, sent) => (waits(output) ? undefined : undo?.(output, sent)),
    onDone,
  })
  return (
    <Confirm
      open
      {...confirm}
      onClose={onClose}
      action={useSendWord(glass, action)}
      busy={call.isPending}
      ready={isSaid(glass)}
      onConfirm={() => call.mutate(input(pastApproval(glass)), { onSettled: onClose })}
    >
      {children}
      <BreakGlass value={glass} onChange={setGlass} />
    </Confirm>
  )
}
