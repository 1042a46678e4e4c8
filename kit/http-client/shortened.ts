import { redactText } from './redact-text.ts'

/** What is secret must be seen whole to be known. */
const readAhead = 2_048

/** One line of at most `length` characters, without control characters and secrets: for what a target said. */
export function shortened(text: string, length: number): string {
  const line = redactText(text.slice(0, length + readAhead)).replace(/\p{C}+/gu, ' ')
  return line.length > length ? `${line.slice(0, length - 1)}…` : line
}
