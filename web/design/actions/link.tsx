import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { type ButtonVariant, buttonClass } from '../button.tsx'
import { Icon, type IconName } from '../icon.tsx'

/** What it says; `children` where that is more than a text. */
type Labelled = ComponentProps<'a'> & { readonly label?: string }

function TextAnchor({ label, children = label, className = '', ...rest }: Labelled) {
  return (
    <a {...rest} className={`link ${className}`}>
      {children}
    </a>
  )
}

type ButtonAnchorProps = Labelled & {
  readonly variant?: ButtonVariant
  readonly small?: boolean
  readonly icon?: IconName
}

/** Leads out of the console and looks like a button. */
export function ButtonAnchor({ variant, small, icon, label, children = label, ...rest }: ButtonAnchorProps) {
  return (
    <a {...rest} className={buttonClass(variant, small)}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </a>
  )
}

export const TextLink = createLink(TextAnchor)
/** Leads to another page of the console and looks like a button. */
export const ButtonLink = createLink(ButtonAnchor)
