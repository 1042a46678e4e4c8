import type { ReactNode } from 'react'
import type { ComponentStatus, Impact, IncidentStatus, SignalState } from '../../contracts/common-schemas.ts'
import { stateWords } from '../messages/states.ts'
import { useWords } from '../words/language.tsx'
import { Icon, type IconName } from './icon.tsx'
import { type Tone, tones } from './notice.tsx'

type BadgeProps = {
  readonly tone: Tone
  readonly quiet?: boolean
  /** Instead of the sign of the tone. */
  readonly icon?: IconName
  readonly children: ReactNode
}

/** A word with its sign. `quiet` has no ground, for tables. */
export function Badge({ tone, quiet = false, icon, children }: BadgeProps) {
  const { icon: sign, text, soft } = tones[tone]
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full text-sm font-medium whitespace-nowrap ${text} ${quiet ? '' : `${soft} px-2 py-0.5`}`}
    >
      <Icon name={icon ?? sign} size={16} />
      {children}
    </span>
  )
}

const signalTones = { up: 'ok', degraded: 'warn', down: 'bad', unknown: 'unknown' } as const
const componentTones = {
  operational: 'ok',
  degraded_performance: 'warn',
  partial_outage: 'bad',
  major_outage: 'bad',
  under_maintenance: 'hold',
  unknown: 'unknown',
} as const
const impactTones = { none: 'unknown', minor: 'warn', major: 'bad', critical: 'bad' } as const
const phaseTones = { investigating: 'bad', identified: 'warn', monitoring: 'accent', resolved: 'ok' } as const

export function CheckState({ state, quiet }: { state: SignalState; quiet?: boolean }) {
  return (
    <Badge tone={signalTones[state]} quiet={quiet}>
      {useWords(stateWords).signal[state]}
    </Badge>
  )
}

export function ComponentState({ status, quiet }: { status: ComponentStatus; quiet?: boolean }) {
  return (
    <Badge tone={componentTones[status]} quiet={quiet}>
      {useWords(stateWords).component[status]}
    </Badge>
  )
}

export function ImpactBadge({ impact, quiet }: { impact: Impact; quiet?: boolean }) {
  return (
    <Badge tone={impactTones[impact]} quiet={quiet}>
      {useWords(stateWords).impact[impact]}
    </Badge>
  )
}

export function IncidentPhase({ status, quiet }: { status: IncidentStatus; quiet?: boolean }) {
  return (
    <Badge tone={phaseTones[status]} quiet={quiet}>
      {useWords(stateWords).phase[status]}
    </Badge>
  )
}
