import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger'

const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-accent-ink border-transparent hover:brightness-110',
  plain: 'bg-surface text-ink border-edge hover:bg-sunken',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-sunken',
  danger: 'bg-surface text-bad border-bad hover:bg-bad-soft',
}

/** The classes of a button; for links that act as one. */
export const buttonClass = (variant: ButtonVariant = 'plain', small = false): string =>
  `inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-55 ${
    small ? 'min-h-8 px-2.5 text-sm' : 'min-h-10 px-3.5'
  } ${variants[variant]}`

export type ButtonProps = ComponentProps<'button'> & {
  readonly variant?: ButtonVariant
  readonly small?: boolean
  readonly icon?: IconName
  /** What it says; `children` where that is more than a text. */
  readonly label?: string
  /** Waits for an answer: keeps its place and its focus, and does nothing. */
  readonly busy?: boolean
}

export function Button({
  variant = 'plain',
  small = false,
  icon,
  label,
  busy = false,
  children = label,
  className = '',
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? event => event.preventDefault() : rest.onClick}
      className={`${buttonClass(variant, small)} ${busy ? 'opacity-60' : ''} ${className}`}
    >
      {icon ? <Icon name={icon} size={small ? 16 : 18} /> : null}
      {children}
    </button>
  )
}

/** A button that is only an icon still has a name. */
export function IconButton({
  label,
  icon,
  small = true,
  ...rest
}: { label: string; icon: IconName } & Omit<ButtonProps, 'icon'>) {
  return (
    <Button
      variant="quiet"
      small={small}
      {...rest}
      aria-label={label}
      title={label}
      className={`!px-0 ${small ? 'w-8' : 'w-10'}`}
    >
      <Icon name={icon} />
    </Button>
  )
}

export function ButtonRow({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2">{children}</div>
}
