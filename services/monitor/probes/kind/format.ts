import { redactText } from '../../../../kit/http-client/redact-text.ts'

/** What is secret must be seen whole to be known. */
const readAhead = 2_048

/** One line of at most `length` characters, without control characters and secrets: for what a target said. */
export function shortened(text: string, length: number): string {
  const line = redactText(text.slice(0, length + readAhead)).replace(/\p{C}+/gu, ' ')
  return line.length > length ? `${line.slice(0, length - 1)}…` : line
}

export function hostPort(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}

export const dateOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10)

export const thousandths = (ms: number): number => Math.round(ms * 1000) / 1000
