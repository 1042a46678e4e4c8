import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'ok' | 'warn' | 'bad' | 'hold' | 'unknown' | 'accent'

/** Never the colour alone: each tone has its sign, and every place that uses it has its word. */
export const tones: Readonly<
  Record<Tone, { readonly icon: IconName; readonly text: string; readonly soft: string; readonly fill: string }>
> = {
  ok: { icon: 'tickCircle', text: 'text-ok', soft: 'bg-ok-soft', fill: 'fill-ok' },
  warn: { icon: 'slow', text: 'text-warn', soft: 'bg-warn-soft', fill: 'fill-warn' },
  bad: { icon: 'crossCircle', text: 'text-bad', soft: 'bg-bad-soft', fill: 'fill-bad' },
  hold: { icon: 'wrench', text: 'text-hold', soft: 'bg-hold-soft', fill: 'fill-hold' },
  unknown: { icon: 'question', text: 'text-unknown', soft: 'bg-unknown-soft', fill: 'fill-unknown' },
  accent: { icon: 'info', text: 'text-accent', soft: 'bg-accent-soft', fill: 'fill-accent' },
}

/** A sentence that stands where it matters. `alert`: read out at once. */
export function Notice({
  tone,
  alert = false,
  action,
  children,
}: {
  tone: Tone
  alert?: boolean
  action?: ReactNode
  children: ReactNode
}) {
  const { icon, text, soft } = tones[tone]
  return (
    <div
      role={alert ? 'alert' : undefined}
      className={`flex flex-wrap items-start gap-2.5 rounded-md px-3 py-2.5 ${soft}`}
    >
      <Icon name={icon} className={`mt-0.5 ${text}`} />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  )
}
