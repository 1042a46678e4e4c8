import { createHash } from 'node:crypto'
import type { Definition } from './schedule-definition.ts'

/** How much later than due it begins, in milliseconds: so that not all begin at once, and always the same for one time. */
export function jitterOf({ id, jitter_ms }: Definition, due: number): number {
  if (jitter_ms === 0) return 0
  const hash = createHash('sha256').update(`${id} ${due}`).digest()
  return Math.floor((hash.readUInt32BE() / 2 ** 32) * jitter_ms)
}
