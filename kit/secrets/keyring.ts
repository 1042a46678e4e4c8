import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

declare const sealedMark: unique symbol
/** `v1.<key>.<nonce>.<text and tag>`: encrypted, and of use in the one place that it was made for. */
export type Sealed = string & { readonly [sealedMark]: true }

const version = 'v1'
const algorithm = 'aes-256-gcm'
export const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

export type Key = { readonly id: string; readonly bytes: Buffer }

/** The id tells which key it is and nothing of the key. */
export function keyOf(bytes: Buffer): Key {
  return { bytes, id: createHash('sha256').update('vigie key id\n').update(bytes).digest('hex').slice(0, 16) }
}

/** The key of an installation, and those that it had before, for what was not yet encrypted anew. */
export class Keyring {
  readonly #keys: ReadonlyMap<string, Key>
  readonly #current: Key | undefined

  constructor(keys: readonly Key[]) {
    this.#keys = new Map(keys.map(key => [key.id, key]))
    this.#current = keys[0]
  }

  /** null: there is none; nothing can be read, and nothing kept. */
  get current(): string | null {
    return this.#current?.id ?? null
  }

  has(id: string): boolean {
    return this.#keys.has(id)
  }

  seal(place: string, text: string): Sealed {
    const key = this.#current
    if (!key) throw new Error('there is no key to encrypt with')
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, key.bytes, nonce).setAAD(Buffer.from(place))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return [version, key.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.') as Sealed
  }

  /** null: encrypted with a key that is not here, for another place, or changed since. */
  open(place: string, sealed: Sealed): string | null {
    const [format, id = '', nonce = '', rest = ''] = sealed.split('.')
    const key = this.#keys.get(id)
    const bytes = Buffer.from(rest, 'base64url')
    if (format !== version || !key || bytes.length < tagBytes) return null
    try {
      const decipher = createDecipheriv(algorithm, key.bytes, Buffer.from(nonce, 'base64url'), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8')
    } catch {
      return null
    }
  }
}

/** The id of the key that it is encrypted with; undefined: it is no encrypted text. */
export const keyIdOf = (text: string): string | undefined =>
  /^v1\.([0-9a-f]{16})\.[\w-]{16}\.[\w-]{22,}$/.exec(text)?.[1]
