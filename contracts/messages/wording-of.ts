import type { Language } from '../../kit/messages/languages.ts'
import type { Message } from '../../kit/messages/message.ts'
import { Wording } from '../../kit/messages/wording.ts'

export type { Message, Wording }

const catalogues = {
  en: () => import('./en/catalogue.ts').then(({ en }) => en),
  fr: () => import('./fr/catalogue.ts').then(({ fr }) => fr),
} satisfies Record<Language, unknown>

/** Of one language, loaded when it is asked for: whoever reads it needs none of the others. */
export const wordingOf = async (language: Language): Promise<Wording> =>
  new Wording(language, await catalogues[language]())
