import { type ReactNode, type RefObject, Suspense, useEffect, useId, useRef, useState } from 'react'
import { frameWords } from '../messages/frame.ts'
import { useWords } from '../words/language.tsx'
import { Button, IconButton } from './button.tsx'
import { TextField } from './forms/field.tsx'

export type DialogProps = {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  /** `drawer` comes from the side and leaves the page in sight. */
  readonly shape?: 'dialog' | 'wide' | 'drawer' | 'navigation'
  readonly children: ReactNode
}

const shapes = {
  dialog: 'm-auto w-[min(34rem,calc(100vw-1.5rem))] max-h-[calc(100dvh-2rem)] rounded-lg',
  wide: 'm-auto w-[min(52rem,calc(100vw-1.5rem))] max-h-[calc(100dvh-2rem)] rounded-lg',
  drawer: 'ml-auto my-0 mr-0 h-dvh w-[min(40rem,100vw)] border-l border-line',
  navigation: 'mr-auto my-0 ml-0 h-dvh w-[min(20rem,85vw)] border-r border-line',
} as const

/** The browser's own dialog: it keeps the focus inside, closes with Escape and gives the focus back. */
export function Dialog({ open, onClose, title, shape = 'dialog', children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const pressedBeside = useRef(false)
  const id = useId()
  const words = useWords(frameWords)
  useEffect(() => {
    const dialog = element.current
    if (!dialog || dialog.open === open) return
    if (!open) return dialog.close()
    dialog.showModal()
    focusFirstField(dialog)
  }, [open])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already; a click beside it is a second way.
    <dialog
      ref={element}
      aria-labelledby={id}
      className={`bg-raised text-ink overflow-y-auto p-0 shadow-xl ${shapes[shape]}`}
      // A dialog that the page has closed says so too, when another one may be open already.
      onClose={() => open && onClose()}
      // Whoever selects text and lets go beside the dialog did not mean to lose what they typed.
      onPointerDown={event => {
        pressedBeside.current = event.target === element.current
      }}
      onClick={event => event.target === element.current && pressedBeside.current && onClose()}
    >
      {open ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-5">
          <div className="flex items-start justify-between gap-3">
            <h2 id={id} className="text-lg font-semibold">
              {title}
            </h2>
            <IconButton label={words.close} icon="close" onClick={onClose} />
          </div>
          <Suspense fallback={<div className="skeleton h-24 w-full" />}>
            {children}
            <Arrival dialog={element} />
          </Suspense>
        </div>
      ) : null}
    </dialog>
  )
}

/** The browser begins at the first button, which closes; people come to type. */
const focusFirstField = (dialog: HTMLDialogElement) =>
  dialog.querySelector<HTMLElement>('input, select, textarea')?.focus()

/** What is loaded only now has its fields only now. */
function Arrival({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  useEffect(() => {
    if (dialog.current?.open) focusFirstField(dialog.current)
  }, [dialog])
  return null
}

export type ConfirmProps = {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly action: string
  readonly onConfirm: () => void
  readonly busy?: boolean
  /** Something that it asks for is still missing. */
  readonly ready?: boolean
  /** A paragraph of its own, above what else there is to say. */
  readonly text?: ReactNode
  readonly children?: ReactNode
}

/** For what cannot be undone. Everything else is done at once and offers to be undone. */
export function Confirm({ action, onConfirm, busy, ready = true, text, children, ...dialog }: ConfirmProps) {
  const words = useWords(frameWords)
  return (
    <Dialog {...dialog}>
      {text ? <p>{text}</p> : null}
      {children}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={dialog.onClose} label={words.cancel} />
        <Button variant="danger" busy={busy} disabled={!ready} onClick={onConfirm} label={action} />
      </div>
    </Dialog>
  )
}

/** `const [isOpen, open, close] = useOpen()` */
export function useOpen(initially = false): [boolean, () => void, () => void] {
  const [isOpen, set] = useState(initially)
  return [isOpen, () => set(true), () => set(false)]
}

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
