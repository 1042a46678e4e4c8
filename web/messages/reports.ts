import { reports as inEnglish } from '../../contracts/messages/en/tables/reports.ts'
import { reports as inFrench } from '../../contracts/messages/fr/tables/reports.ts'

// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** What people report of a problem, beside what is usual; and their comments. */
const en = {
  intro: 'What people say with “I have a problem” on the status page.',
  components: 'Components',
  component: 'Component',
  level: { none: 'As usual', possible: 'Perhaps a problem', likely: 'Probably a problem' },
  since: 'since',
  lastDay: 'Last 24 hours',
  count: (reports: string) => `${reports} in 24 hours`,
  noComponents: 'There is no component yet',
  noComponentsText: 'Add a check: its component appears on the status page, and people can report a problem with it.',
  addCheck: 'Add a check',
  search: 'Find a component',
  chart: 'Reports every 15 minutes',
  reports: 'Reports',
  usual: 'Usual',
  weight: 'Counted by weight: a report without proof of work counts a quarter, one of the category “other” half.',
  categories: 'What people say',
  noReports: 'Nobody has reported anything in 24 hours.',
  comments: 'Comments',
  commentsText: 'Only what is published here is shown on the status page.',
  states: { pending: 'To decide', published: 'Published', refused: 'Refused' },
  noComments: {
    pending: 'Everything is decided.',
    published: 'Nothing is published.',
    refused: 'Nothing was refused.',
  },
  publish: 'Publish',
  refuse: 'Refuse',
  published: 'The comment is published',
  refused: 'The comment is refused',
  decidedBy: (name: string) => `decided by ${name}`,
  ofAll: 'Of all components',
  publicPage: 'Its public page',
}
export type ReportsWords = typeof en

const fr: ReportsWords = {
  intro: 'Ce que les gens signalent avec «\u00a0J’ai un problème\u00a0» sur la page d’état.',
  components: 'Composants',
  component: 'Composant',
  level: { none: 'Comme d’habitude', possible: 'Problème possible', likely: 'Problème probable' },
  since: 'depuis le',
  lastDay: 'Dernières 24\u00a0heures',
  count: reports => `${reports} en 24\u00a0heures`,
  noComponents: 'Il n’y a pas encore de composant',
  noComponentsText:
    'Ajoutez un contrôle\u00a0: son composant figure sur la page d’état, et chacun peut y signaler un problème.',
  addCheck: 'Ajouter un contrôle',
  search: 'Chercher un composant',
  chart: 'Signalements par quart d’heure',
  reports: 'Signalements',
  usual: 'Habituel',
  weight:
    'Comptés par poids\u00a0: un signalement sans preuve de travail compte pour un quart, un de la catégorie «\u00a0autre\u00a0» pour moitié.',
  categories: 'Ce que disent les gens',
  noReports: 'Personne n’a rien signalé en 24\u00a0heures.',
  comments: 'Commentaires',
  commentsText: 'Seul ce qui est publié ici apparaît sur la page d’état.',
  states: { pending: 'À décider', published: 'Publiés', refused: 'Refusés' },
  noComments: { pending: 'Tout est décidé.', published: 'Rien n’est publié.', refused: 'Rien n’a été refusé.' },
  publish: 'Publier',
  refuse: 'Refuser',
  published: 'Le commentaire est publié',
  refused: 'Le commentaire est refusé',
  decidedBy: name => `décidé par ${name}`,
  ofAll: 'De tous les composants',
  publicPage: 'Sa page publique',
}

export const reportsWords = { en, fr } as const

/** As the public pages call them. */
export const reportMessages = { en: inEnglish, fr: inFrench }
