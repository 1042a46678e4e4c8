import type { CallInput, Operation } from '../../../contracts/operation.ts'
import { type MutationOptions, useApiMutation } from '../../data/queries.ts'
import { Button, type ButtonProps, IconButton } from '../button.tsx'
import { Confirm, type ConfirmProps, useOpen } from '../dialog.tsx'
import type { IconName } from '../icon.tsx'

type Call<Op extends Operation> = MutationOptions<Op> & { readonly operation: Op; readonly input: CallInput<Op> }

type CallButtonProps<Op extends Operation> = Call<Op> &
  Omit<ButtonProps, 'onClick' | 'busy' | 'label'> & {
    readonly label: string
    /** An icon alone: what it says is read out. */
    readonly bare?: IconName
  }

/** A button that calls an operation at once. */
export function CallButton<Op extends Operation>(props: CallButtonProps<Op>) {
  const { operation, input, changes, done, undo, onDone, bare, ...button } = props
  const call = useApiMutation(operation, { changes, done, undo, onDone })
  const order = { ...button, busy: call.isPending, onClick: () => call.mutate(input) }
  return bare ? <IconButton {...order} icon={bare} /> : <Button {...order} />
}

type ConfirmCallProps<Op extends Operation> = Call<Op> & Omit<ConfirmProps, 'open' | 'busy' | 'ready' | 'onConfirm'>

/** Asks first, then calls an operation. Drawn while it is open; closed by what was done. */
export function ConfirmCall<Op extends Operation>(props: ConfirmCallProps<Op>) {
  const { operation, input, changes, done, undo, onDone, onClose, ...confirm } = props
  const call = useApiMutation(operation, {
    changes,
    done,
    undo,
    onDone: (output, sent) => {
      onClose()
      onDone?.(output, sent)
    },
  })
  return <Confirm open {...confirm} onClose={onClose} busy={call.isPending} onConfirm={() => call.mutate(input)} />
}

type ConfirmButtonProps<Op extends Operation> = Omit<ConfirmCallProps<Op>, 'onClose'> & {
  readonly small?: boolean
  readonly icon?: IconName
  /** Read out instead of what it says. */
  readonly label?: string
  /** An icon alone, for rows of a table. */
  readonly bare?: IconName
}

/** The button of something that cannot be undone, and the question behind it. */
export function ConfirmButton<Op extends Operation>(props: ConfirmButtonProps<Op>) {
  const { small, icon, label, bare, ...call } = props
  const [isOpen, open, close] = useOpen()
  return (
    <>
      {bare ? (
        <IconButton label={label ?? call.action} icon={bare} onClick={open} />
      ) : (
        <Button variant="danger" small={small} icon={icon} aria-label={label} onClick={open} label={call.action} />
      )}
      {isOpen ? <ConfirmCall {...call} onClose={close} /> : null}
    </>
  )
}
