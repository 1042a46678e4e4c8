import type { RunInput } from '../runs/run-input.ts'

const name = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/
const fields = ['participant', 'user_id', 'USER_ID'] as const

/** Whose files a call is about: the body, or a field of it; undefined: it does not say; null: it names nobody that there can be. */
export function participantIn({ headers, body }: RunInput): string | null | undefined {
  const text = body.toString('utf8', 0, 10_000).trim()
  const said = headers['x-vigie-participant'] ?? (text === '' ? undefined : saidIn(text))
  return said === undefined || name.test(said) ? said : null
}

function saidIn(text: string): string | undefined {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return String(value)
  const found = fields.map(field => (value as Record<string, unknown>)[field]).find(one => typeof one === 'string')
  return found as string | undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
