import { redactText } from '../../../kit/http-client/redact-text.ts'

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** `340 ms`, `10 s`, `3 min`, `25 h`, `12 d`: one unit, at most one decimal, for people. */
export function inWords(ms: number): string {
  for (const [unit, size] of units)
    if (ms >= size * (unit === 'd' ? 3 : 1)) return `${Number((ms / size).toFixed(1))} ${unit}`
  return `${Math.round(ms)} ms`
}

/** What is secret must be seen whole to be known. */
const readAhead = 2_048

/** One line of at most `length` characters, without control characters and secrets: for what a target said. */
export function shortened(text: string, length: number): string {
  const line = redactText(text.slice(0, length + readAhead)).replace(/\p{C}+/gu, ' ')
  return line.length > length ? `${line.slice(0, length - 1)}…` : line
}

/** `127.0.0.1:81`, `[::1]:81`. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}

export const dateOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10)

export const thousandths = (ms: number): number => Math.round(ms * 1000) / 1000
