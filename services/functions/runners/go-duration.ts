const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}
const part = /(?<amount>\d+(?:\.\d*)?|\.\d+)(?<unit>ns|us|µs|ms|s|m|h)/gy

/** Milliseconds of `1m30s` or, as the watchdog also takes it, of a number of seconds; undefined: neither. */
export function goDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  let total = 0
  let end = 0
  for (const { groups, 0: written } of text.matchAll(part)) {
    total += Number(groups?.amount) * (units[groups?.unit ?? ''] ?? 0)
    end += written.length
  }
  return text !== '' && end === text.length ? total : undefined
}
