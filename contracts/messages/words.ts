import { type Message, sayFrom } from '../../kit/messages/message.ts'
import { Wording } from '../../kit/messages/wording.ts'
import { en } from './en/catalogue.ts'
import { fr } from './fr/catalogue.ts'
import type { Language } from './notifications.ts'

export type { Message }

/** Each language is a folder beside this file, and its line here. */
export const catalogues = { en, fr } satisfies Record<Language, unknown>

const wordings = { en: new Wording('en', en), fr: new Wording('fr', fr) }

/** `say('http.status', { status, expected })`: a code or a param that the catalogue does not have does not compile. */
export const say = sayFrom<typeof en>()

export const word = (message: Message, language: Language): string => wordings[language].word(message)
export const inEnglish = (message: Message): string => word(message, 'en')

/** What stands beside a message, as text, is told where its code is not known: of rows and of peers of another version. */
export function wordOr(text: string, message: Message | null | undefined, language: Language): string {
  return message && wordings[language].knows(message) ? word(message, language) : text
}
