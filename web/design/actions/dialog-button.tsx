import type { ReactNode } from 'react'
import { Button, type ButtonProps, IconButton } from '../button.tsx'
import { Dialog, type DialogProps, useOpen } from '../dialog.tsx'
import type { IconName } from '../icon.tsx'

type DialogButtonProps = Omit<ButtonProps, 'onClick' | 'children' | 'title' | 'label' | 'icon'> & {
  readonly label: string
  readonly icon: IconName
  /** Without its text, which is read out. */
  readonly bare?: boolean
  /** Where the dialog is not called as the button. */
  readonly title?: string
  readonly shape?: DialogProps['shape']
  readonly children: (close: () => void) => ReactNode
}

/** A button and the dialog behind it. */
export function DialogButton({ bare, title, shape, children, ...button }: DialogButtonProps) {
  const [isOpen, open, close] = useOpen()
  const Opener = bare ? IconButton : Button
  return (
    <>
      <Opener {...button} onClick={open} />
      <Dialog open={isOpen} onClose={close} title={title ?? button.label} shape={shape}>
        {isOpen ? children(close) : null}
      </Dialog>
    </>
  )
}

type DialogOfProps<Subject> = Pick<DialogProps, 'onClose' | 'shape'> & {
  /** null: it is closed. */
  readonly of: Subject | null
  readonly title: string | ((subject: Subject) => string)
  readonly children: (subject: Subject) => ReactNode
}

/** A dialog about one thing of many. */
export function DialogOf<Subject>({ of: subject, title, children, ...dialog }: DialogOfProps<Subject>) {
  const isOpen = subject !== null
  return (
    <Dialog {...dialog} open={isOpen} title={typeof title === 'string' ? title : isOpen ? title(subject) : ''}>
      {isOpen ? children(subject) : null}
    </Dialog>
  )
}
