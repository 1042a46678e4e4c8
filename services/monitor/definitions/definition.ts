/** A check as somebody wrote it: durations in seconds, what is left out comes from `monitoring`. */
export type Definition = {
  readonly name: string
  readonly kind: string
  readonly group: string | null
  readonly critical: boolean
  readonly depends_on: readonly string[]
  readonly interval?: number
  readonly timeout?: number
  readonly failure_threshold?: number
  readonly recovery_threshold?: number
  readonly recheck?: number
  /** Left out rather than false, so that two equal definitions are the same JSON. */
  readonly paused?: true
  readonly token?: string
  readonly settings: Readonly<Record<string, unknown>>
}

const optional = ['interval', 'timeout', 'failure_threshold', 'recovery_threshold', 'recheck', 'token'] as const

/** Splits the flat form of the file and of the API into common fields and those of the kind. */
export function toDefinition(item: Readonly<Record<string, unknown>>): Definition {
  const { name, kind = 'http', group = null, critical = false, depends_on = [], ...rest } = item
  const settings: Record<string, unknown> = { ...rest }
  const given: Record<string, unknown> = settings.paused === true ? { paused: true } : {}
  delete settings.paused
  for (const key of optional) {
    if (settings[key] !== undefined) given[key] = settings[key]
    delete settings[key]
  }
  return { ...given, name, kind, group, critical, depends_on, settings } as Definition
}
