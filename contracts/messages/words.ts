import { fromColumn, type Message, same, sayFrom } from '../../kit/messages/message.ts'
import { Wording } from '../../kit/messages/wording.ts'
import type { en } from './en/catalogue.ts'
import { type Language, tables } from './tables.ts'

export type { Message }

/** `say('http.status', { status, expected })`: a code or a param that the catalogue does not have does not compile. */
export const say = sayFrom<typeof en>()

const wordings = new Map<Language, Wording>()

function wordingIn(language: Language): Wording {
  const known = wordings.get(language) ?? new Wording(language, tables[language].catalogue)
  wordings.set(language, known)
  return known
}

export const word = (message: Message, language: Language): string => wordingIn(language).word(message)
export const inEnglish = (message: Message): string => word(message, 'en')

/** What a person may write as well: as text, and as the message that is worded for each reader. */
export const told = (message: Message) => ({ message: inEnglish(message), message_i18n: message })

/** What a setting has to be, beside its schema. */
export const expecting = (message: Message) => ({ expects: inEnglish(message), expects_i18n: message })

/** Why something is so, for programs and for people. */
export const reasonFields = (reason: Message | null) => ({ reason: reason && inEnglish(reason), reason_i18n: reason })

export const errorFields = (error: Message | null) => ({ error: error && inEnglish(error), error_i18n: error })

/** As it lies in a column of the message that did not arrive. */
export function lastErrorFields(column: string | null) {
  const { error, error_i18n } = errorFields(column === null ? null : fromColumn(column))
  return { last_error: error, last_error_i18n: error_i18n }
}

/** At least one; what several say alike is said once. */
export function together(messages: readonly Message[]): Message {
  const different = messages.filter((one, index) => messages.findIndex(other => same(one, other)) === index)
  return different.reduce((one, other) => say('connection.several', { one, other }))
}

export const wordOr = (text: string, message: Message | null | undefined, language: Language): string =>
  wordingIn(language).wordOr(text, message)
