import { createHash } from 'node:crypto'

/** The smallest id (UUID version 7) of what began at that time. Source: RFC 9562, 5.7. */
export function firstIdOf(time: string): string {
  return idOf(Date.parse(time), '7000-8000-000000000000')
}

/** Always the same id for the same thing at the same time: accepted twice, it is one run. `at` is epoch milliseconds. */
export function derivedRunId(at: number, name: string): string {
  const hash = createHash('sha256').update(name).digest('hex')
  return idOf(at, `7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`)
}

function idOf(at: number, rest: string): string {
  const hex = at.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-${rest}`
}
