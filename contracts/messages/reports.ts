import type { ReportCategory, ReportLevel } from '../reports.ts'

// In French, a no-break space (U+00A0) stands before a colon and a unit, a narrow one (U+202F) before ; ! ? and in numbers.

/** What people's reports are called, and what is said of many of them at once. */
const en = {
  categories: {
    unavailable: 'Not reachable',
    slow: 'Slow',
    errors: 'Errors',
    sign_in: 'Sign-in',
    data: 'Missing or wrong data',
    other: 'Something else',
  } satisfies Record<ReportCategory, string>,
  levels: {
    none: 'No more reports than usual',
    possible: 'Possible problems',
    likely: 'Problems are likely',
  } satisfies Record<ReportLevel, string>,
  possible: (name: string) => `More people than usual report problems with ${name}`,
  likely: (name: string) => `Many more people than usual report problems with ${name}`,
  over: (name: string) => `No more reports of problems with ${name} than usual`,
}
export type ReportMessages = typeof en

const fr: ReportMessages = {
  categories: {
    unavailable: 'Inaccessible',
    slow: 'Lent',
    errors: 'Erreurs',
    sign_in: 'Connexion au compte',
    data: 'Données manquantes ou fausses',
    other: 'Autre chose',
  },
  levels: {
    none: 'Pas plus de signalements que d’habitude',
    possible: 'Problèmes possibles',
    likely: 'Problèmes probables',
  },
  possible: name => `Plus de personnes que d’habitude signalent des problèmes avec ${name}`,
  likely: name => `Beaucoup plus de personnes que d’habitude signalent des problèmes avec ${name}`,
  over: name => `Pas plus de signalements que d’habitude concernant ${name}`,
}

export const reportMessages: Readonly<Record<'en' | 'fr', ReportMessages>> = { en, fr }
