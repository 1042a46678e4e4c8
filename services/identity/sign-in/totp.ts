import type { TOTP } from 'otpauth'
import { lazyRequire } from '../../../kit/runtime/lazy-require.ts'
import { plainCode, readableCode, sha256 } from '../accounts/secret.ts'

const otpauth = lazyRequire<typeof import('otpauth')>('otpauth')

const period = 30
const issuer = 'Vigie'
const recoveryCodes = 10

export const newOtpSecret = (): string => new (otpauth().Secret)({ size: 20 }).base32

function totpOf(secret: string, label: string): TOTP {
  const { Secret, TOTP } = otpauth()
  return new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) })
}

export const otpUri = (secret: string, email: string): string => totpOf(secret, email).toString()

/**
 * The time step that the code belongs to, or null. Clocks may differ by one step (RFC 6238, 5.2), and a step that was
 * used, or lies before one, is not taken again.
 */
export function stepOf(code: string, secret: string, { now, after }: { now: number; after: number }): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: 1 })
  if (delta === null) return null
  const step = Math.floor(now / 1000 / period) + delta
  return step > after ? step : null
}

/** For the day the telephone is lost. Sixty bits each, so a plain hash is enough. */
export const newRecoveryCodes = (): string[] => Array.from({ length: recoveryCodes }, () => readableCode(3))

export const recoveryHash = (typed: string): string => sha256(plainCode(typed))
