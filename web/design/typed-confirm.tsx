import { type ReactNode, useState } from 'react'
import { Confirm } from './dialog.tsx'
import { TextField } from './forms/field.tsx'

type TypedConfirmProps = {
  readonly onClose: () => void
  readonly title: string
  readonly action: string
  readonly onConfirm: () => void
  readonly busy: boolean
  /** What has to be typed, and what asks for it. */
  readonly name: string
  readonly label: string
  readonly children: ReactNode
}

/** For what takes much with it: the hand has to say what it means. Drawn while it is open. */
export function TypedConfirm({ name, label, onConfirm, children, ...confirm }: TypedConfirmProps) {
  const [typed, type] = useState('')
  const isMeant = typed.trim() === name
  return (
    <Confirm open ready={isMeant} onConfirm={onConfirm} {...confirm}>
      {children}
      <form
        onSubmit={event => {
          event.preventDefault()
          if (isMeant && !confirm.busy) onConfirm()
        }}
      >
        <TextField label={label} value={typed} onChange={type} autoComplete="off" spellCheck={false} />
      </form>
    </Confirm>
  )
}
