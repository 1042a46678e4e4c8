import { inEnglish, type Message } from '../../../contracts/messages/words.ts'

/** What an evaluation comes to; made once per flag, reason and variant, with its JSON, and counted where it stands. */
export type Reason = 'STATIC' | 'TARGETING_MATCH' | 'DEFAULT' | 'DISABLED' | 'ERROR'
export type ErrorCode = 'PARSE_ERROR' | 'FLAG_NOT_FOUND' | 'GENERAL' | 'INVALID_CONTEXT' | 'TARGETING_KEY_MISSING'

export type OutcomeParts = {
  readonly key: string
  readonly reason: Reason
  readonly variant?: string | undefined
  readonly value?: unknown
  readonly error_code?: ErrorCode
  /** Why it failed, where. */
  readonly error?: Message
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

export class Outcome {
  readonly parts: OutcomeParts
  hits = 0
  #json: string | undefined
  #isAscii = false

  constructor(parts: OutcomeParts) {
    this.parts = parts
  }

  get failed(): boolean {
    return this.parts.error_code !== undefined
  }

  /** As OFREP says it: https://github.com/open-feature/protocol, 0.3. No value: the default in the code of the caller. */
  get json(): string {
    if (this.#json === undefined) {
      this.#json = JSON.stringify(ofrepOf(this.parts))
      this.#isAscii = isAscii(this.#json)
    }
    return this.#json
  }

  get isAscii(): boolean {
    return this.#isAscii
  }
}

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}

function ofrepOf({ key, reason, variant, value, error_code, error, metadata }: OutcomeParts): object {
  const more = metadata === undefined ? {} : { metadata }
  if (error_code !== undefined) return { key, errorCode: error_code, errorDetails: error && inEnglish(error), ...more }
  return { key, value, reason, variant, ...more }
}
