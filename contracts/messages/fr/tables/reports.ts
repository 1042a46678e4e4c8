import type { ReportMessages } from '../../en/tables/reports.ts'

// In French, a no-break space (U+00A0) stands before a colon and a unit, a narrow one (U+202F) before ; ! ? and in numbers.

export const reports: ReportMessages = {
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
