/** Wrong attempts at one thing (an account's password), counted before it is known whether they are wrong. */
export type Attempt = { readonly failures: number; readonly locked_until: string; readonly last_at: string }

const free = 5
const firstLockMs = 30_000
const longestLockMs = 15 * 60_000
/** After this the count begins anew. */
export const forgottenAfterMs = 24 * 3_600_000

/** How long nothing more is tried after so many failures: 0 for the first five, then 30 s, doubled up to 15 min. */
export function lockMs(failures: number): number {
  return failures < free ? 0 : Math.min(longestLockMs, firstLockMs * 2 ** (failures - free))
}
