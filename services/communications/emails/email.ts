import type { Language } from '../../../contracts/messages/notifications.ts'
import type { Fact, Link } from '../notifications/message.ts'

/** What a letter says in one language. Plain text that nobody has escaped yet. */
export type EmailPart = {
  readonly language: Language
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly facts: readonly Fact[]
  readonly action: Link | null
  /** In small print, after everything else. */
  readonly closing: readonly string[]
}

/** The reader's language comes first; the other one follows for whoever reads along. */
export type Email = {
  readonly subject: string
  readonly tone: 'trouble' | 'unsure' | 'good' | 'plain'
  readonly parts: readonly EmailPart[]
}

export const bothLanguages = (first: Language): readonly [Language, Language] =>
  first === 'fr' ? ['fr', 'en'] : ['en', 'fr']
