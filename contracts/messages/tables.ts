import type { Language } from '../../kit/messages/languages.ts'
import { english as en, type Tables } from './en/tables.ts'
import { french as fr } from './fr/tables.ts'

export type { Language }

/** What each language says: a folder beside this file, its line here, and its code in `kit/messages/languages.ts`. */
export const tables: Readonly<Record<Language, Tables>> = { en, fr }
