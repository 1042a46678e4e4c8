import type { ReactNode } from 'react'
import { stateWords } from '../messages/states.ts'
import { useWords, type Wording } from '../words/language.tsx'
import { Icon, type IconName } from './icon.tsx'
import { type Tone, tones } from './notice.tsx'

type BadgeProps = {
  readonly tone: Tone
  readonly quiet?: boolean
  /** Instead of the sign of the tone. */
  readonly icon?: IconName
  /** What it says; `children` where that is more than a text. */
  readonly label?: string
  readonly children?: ReactNode
}

/** A word with its sign. `quiet` has no ground, for tables. */
export function Badge({ tone, quiet = false, icon, label, children = label }: BadgeProps) {
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

/** The states of one sort of thing, each with its word and its tone: `<CheckState state={check.state} />`. */
export function stateBadge<State extends string, Words>(
  tones: Readonly<Record<State, Tone>>,
  wording: Wording<Words>,
  wordsOf: (words: Words) => Readonly<Record<State, string>>,
) {
  return function StateBadge({ state, quiet }: { state: State; quiet?: boolean }) {
    return <Badge tone={tones[state]} quiet={quiet} label={wordsOf(useWords(wording))[state]} />
  }
}

export const CheckState = stateBadge(signalTones, stateWords, words => words.signal)
export const ComponentState = stateBadge(componentTones, stateWords, words => words.component)
export const ImpactBadge = stateBadge(impactTones, stateWords, words => words.impact)
export const IncidentPhase = stateBadge(phaseTones, stateWords, words => words.phase)
