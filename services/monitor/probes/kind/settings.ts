import { isIP } from 'node:net'
import { Type } from 'typebox'
import { fieldProblem } from '../../../../contracts/refusals.ts'
import { Duration } from '../../../../kit/config/schema/duration.ts'
import type { SettingProblem } from './kind.ts'

export const Host = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[^\\s/?#@[\\]]+$',
  description: 'Name or address, without a scheme and without a port.',
})

export const Port = (more: { default?: number } = {}) =>
  Type.Integer({ minimum: 1, maximum: 65_535, description: 'Port.', ...more })

export const IpVersion = Type.Enum([4, 6, 'any'], {
  default: 'any',
  description: 'Connect over IPv4 only, IPv6 only, or whichever answers first.',
})

export const DegradedAbove = Type.Optional(Duration({ description: 'An answer that takes longer is degraded.' }))

export const slowMs = (degraded_above: number | undefined): number =>
  degraded_above === undefined ? Number.POSITIVE_INFINITY : degraded_above * 1000

export const familyOf = (ip_version: 4 | 6 | 'any'): 0 | 4 | 6 => (ip_version === 'any' ? 0 : ip_version)

type HostSettings = { readonly host: string; readonly ip_version: 4 | 6 | 'any' }

export function hostProblems({ host, ip_version }: HostSettings): readonly SettingProblem[] {
  const version = isIP(host)
  if (version === 0 && host.includes(':')) return [fieldProblem('host', 'setting.host-port')]
  if (version === 0 || ip_version === 'any' || version === ip_version) return []
  return [fieldProblem('ip_version', 'setting.ip-version-host', { given: ip_version, version })]
}

/** What is prepared from settings once and used for every probe with them. */
export function prepared<Settings extends object, Plan>(prepare: (settings: Settings) => Plan): (of: Settings) => Plan {
  const plans = new WeakMap<Settings, Plan>()
  return settings => {
    const known = plans.get(settings)
    if (known) return known
    const plan = prepare(settings)
    plans.set(settings, plan)
    return plan
  }
}
