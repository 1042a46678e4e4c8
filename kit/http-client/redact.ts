import { KnownSecrets } from './known-secrets.ts'
import { hidden, type PathRule, redactAddress, secretsInAddress } from './redact-address.ts'
import { redactText } from './redact-text.ts'
import { isSecretField } from './secret-names.ts'

/** Answered instead of a setting that is stored; sent back, it means that the setting stays. */
export const secretMask = '********'

/**
 * The one redactor of a process. Whatever is stored, logged or sent and was said by somebody else goes through it. It
 * knows the secrets of the installation, and recognises those of others by their form.
 */
export class Redactor {
  readonly #known = new KnownSecrets()
  readonly #owners = new Map<string, readonly string[]>()

  /** The secrets of one owner, in place of those it had before. */
  know(owner: string, secrets: Iterable<string>): void {
    const next = [...new Set(secrets)].filter(secret => secret.length >= shortestEverywhere)
    for (const secret of next) this.#known.add(secret)
    for (const secret of this.#owners.get(owner) ?? []) this.#known.remove(secret)
    if (next.length > 0) this.#owners.set(owner, next)
    else this.#owners.delete(owner)
  }

  forget(owner: string): void {
    this.know(owner, [])
  }

  /** `own`: what is secret only here, such as the words in the body of a request whose answer this is. */
  text(text: string, own?: KnownSecrets): string {
    return redactText(this.#known.redact(own?.redact(text) ?? text))
  }

  address(address: string, rule?: PathRule): string {
    const own = secretsInAddress(address, rule)
    // What is secret in one place of an address is so in all of them.
    const known = own.length === 0 ? address : new KnownSecrets(own).redact(address)
    return redactAddress(this.#known.redact(known), rule)
  }

  /** Every text of a JSON value, and whatever its field calls a secret. */
  value<Value>(value: Value, own?: KnownSecrets): Value {
    const changed = (inner: unknown, name: string) =>
      isSecretField(name) && isPlain(inner) ? hidden : typeof inner === 'string' ? this.text(inner, own) : inner
    return withTexts(value, changed) as Value
  }

  /** A JSON value without the secrets of this installation; what only looks like one stays. */
  known<Value>(value: Value): Value {
    return withTexts(value, inner => (typeof inner === 'string' ? this.#known.redact(inner) : inner)) as Value
  }
}

type Change = (inner: unknown, name: string) => unknown

function withTexts(value: unknown, change: Change, name = ''): unknown {
  if (Array.isArray(value)) return value.map(item => withTexts(item, change))
  if (typeof value !== 'object' || value === null) return change(value, name)
  const entries = Object.entries(value).map(([key, inner]) => [String(change(key, '')), withTexts(inner, change, key)])
  return Object.fromEntries(entries)
}

/** In texts about anything, a short secret is more often a word. */
const shortestEverywhere = 8

const isPlain = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'bigint'
