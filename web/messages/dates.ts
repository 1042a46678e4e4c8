// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Beside fields for dates. */
const en = { zone: (name: string) => `Time zone: ${name}.` }
export type DateWords = typeof en

const fr: DateWords = { zone: name => `Fuseau horaire\u00a0: ${name}.` }

export const dateWords = { en, fr } as const
