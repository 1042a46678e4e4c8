import { type Message, same, sayFrom } from '../../kit/messages/message.ts'
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

/** What a person may write as well: as text, and as the message that is worded for each reader. */
export const told = (message: Message) => ({ message: inEnglish(message), message_i18n: message })

/** Why something is so, for programs and for people. */
export const reasonFields = (reason: Message | null) => ({ reason: reason && inEnglish(reason), reason_i18n: reason })

/** At least one; what several say alike is said once. */
export function together(messages: readonly Message[]): Message {
  const different = messages.filter((one, index) => messages.findIndex(other => same(one, other)) === index)
  return different.reduce((one, other) => say('connection.several', { one, other }))
}

export const wordOr = (text: string, message: Message | null | undefined, language: Language): string =>
  wordings[language].wordOr(text, message)
