import type { Message } from '../../../contracts/messages/words.ts'

/** One thing of another tool's file, as far as it can be watched here. */
export type ReadCheck = {
  readonly line?: number
  readonly name: string
  /** The flat form that the file and the API take; null when it cannot be watched here. */
  readonly check: Readonly<Record<string, unknown>> | null
  /** Why not; or what of it was left out, part by part. */
  readonly remarks: readonly Message[]
  /** It is as it should be that nothing is made of it. */
  readonly skipped?: true
}

export type ReadImport = { readonly checks: readonly ReadCheck[]; readonly notes: readonly Message[] }

/** Or what is wrong with the file as a whole. */
export type ImportReader = (text: string) => ReadImport | Message

export type Facts = Readonly<Record<string, unknown>>

export const isFacts = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined

export function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

export const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value))

export const without = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))

export type HostAndPort = { readonly host: string; readonly port: number | undefined }

export function hostAndPort(text: string): HostAndPort | null {
  const url = URL.parse(`tcp://${text}`)
  if (!url?.hostname) return null
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? undefined : Number(url.port) }
}
