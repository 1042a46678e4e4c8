import type { Language } from '../../../contracts/messages/tables.ts'
import { isLanguage, languages } from '../../../kit/messages/languages.ts'
import type { Fact, Link } from '../notifications/message.ts'

/** What an e-mail says in one language. Plain text that nobody has escaped yet. */
export type EmailPart = {
  readonly language: Language
  readonly heading: string
  readonly paragraphs: readonly string[]
  readonly facts: readonly Fact[]
  readonly action: Link | null
  /** In small print, after everything else. */
  readonly closing: readonly string[]
}

/** The recipient's language comes first; the others follow for whoever reads along. */
export type Email = {
  readonly subject: string
  readonly tone: 'trouble' | 'unsure' | 'good' | 'plain'
  readonly parts: readonly EmailPart[]
}

/** The subject is its heading, unless it is another one. */
export function inEveryLanguage(
  first: Language,
  partIn: (language: Language) => Omit<EmailPart, 'language'>,
  { tone = 'plain', subject }: { readonly tone?: Email['tone']; readonly subject?: string } = {},
): Email {
  const others = languages.filter(language => language !== first)
  const parts = [first, ...others].map(language => ({ language, ...partIn(language) }))
  return { subject: (subject ?? partIn(first).heading).replace(/\s+/g, ' '), tone, parts }
}

/** What a person chose, if the program speaks it. */
export const languageOr = (chosen: string | null | undefined, fallback: Language): Language =>
  isLanguage(chosen) ? chosen : fallback
