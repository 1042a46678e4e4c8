const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const

/** The two largest units that say something: `2 minutes 5 seconds`, `1 heure 30 minutes`, `3 days`. */
export function durationText(seconds: number, language: string): string {
  const whole = Math.max(0, Math.round(seconds))
  const first = units.findIndex(unit => whole >= unit.seconds)
  if (first === -1) return spelled(0, 'second', language)
  let rest = whole
  const parts: string[] = []
  for (const { unit, seconds: size } of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(spelled(count, unit, language))
  }
  return parts.join(' ')
}

function spelled(count: number, unit: string, language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}
