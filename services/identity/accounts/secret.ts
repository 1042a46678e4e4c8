import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, as text that needs no escaping anywhere. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** For secrets that are long and random; passwords need more. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Takes as long whether or not they are equal. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)))
}

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** For people to copy by hand: five bits a letter, none that look alike. */
export function readableCode(groups: number): string {
  const group = () => [...randomBytes(4)].map(byte => letters[byte % letters.length]).join('')
  return Array.from({ length: groups }, group).join('-')
}

export const plainCode = (typed: string): string => typed.replace(/[\s-]/g, '').toUpperCase()
