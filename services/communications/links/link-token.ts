import { createHmac, timingSafeEqual } from 'node:crypto'

export type LinkSigner = {
  /** `text` and a proof that it was made here for this purpose. */
  sign(purpose: string, text: string): string
  /** The text, or null when it was not. */
  verify(purpose: string, token: string): string | null
}

/** 128 bits are enough: each guess is a request. */
const proofBytes = 16

export function linkSigner(key: Buffer): LinkSigner {
  const proofOf = (purpose: string, text: string) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest().subarray(0, proofBytes)
  return {
    sign: (purpose, text) => `${text}.${proofOf(purpose, text).toString('base64url')}`,
    verify: (purpose, token) => {
      const dot = token.lastIndexOf('.')
      const text = token.slice(0, Math.max(0, dot))
      const proof = Buffer.from(token.slice(dot + 1), 'base64url')
      const expected = proofOf(purpose, text)
      return proof.length === expected.length && timingSafeEqual(proof, expected) ? text : null
    },
  }
}
