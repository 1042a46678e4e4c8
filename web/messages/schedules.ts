// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Schedules of functions, and what became of each time. */
const en = {
  list: 'Schedules of functions',
  when: 'When',
  zone: 'Time zone',
  next: 'Next time',
  nextTimes: 'Next times',
  offset: (offset: string) => `UTC${offset}`,
  last: 'Last time',
  due: 'Due',
  became: 'What became of it',
  ledger: 'Each time that it was due',
  states: {
    on_time: 'on time',
    late: 'late',
    caught_up: 'caught up',
    skipped: 'skipped',
    missed: 'missed',
    failed: 'failed',
  },
  catchUp: 'After a pause',
  catchUps: {
    none: 'Missed times stay missed',
    last: 'The last missed time is caught up',
    all: 'All missed times are caught up',
  },
  overlap: 'While it still runs',
  overlaps: {
    skip: 'The time is skipped',
    queue: 'The time waits',
    cancel: 'The older run is ended',
    allow: 'Both run',
  },
  grace: 'Told when late by',
  none: 'No schedules yet',
  noneText: 'A function with topic: cron-function and schedule: in its annotations stands here.',
  noOccurrences: 'It was not due yet',
  noOccurrencesText: 'Each time has one line here: on time, late, caught up, skipped, missed or failed.',
}
export type SchedulesWords = typeof en

const fr: SchedulesWords = {
  list: 'Horaires des fonctions',
  when: 'Quand',
  zone: 'Fuseau horaire',
  next: 'Prochaine fois',
  nextTimes: 'Prochaines fois',
  offset: (offset: string) => `UTC${offset}`,
  last: 'Dernière fois',
  due: 'Prévue',
  became: 'Ce qu’il en est advenu',
  ledger: 'Chaque fois qu’elle était prévue',
  states: {
    on_time: 'à l’heure',
    late: 'en retard',
    caught_up: 'rattrapée',
    skipped: 'sautée',
    missed: 'manquée',
    failed: 'en échec',
  },
  catchUp: 'Après une pause',
  catchUps: {
    none: 'Les fois manquées le restent',
    last: 'La dernière fois manquée est rattrapée',
    all: 'Toutes les fois manquées sont rattrapées',
  },
  overlap: 'Si elle tourne encore',
  overlaps: {
    skip: 'La fois est sautée',
    queue: 'La fois attend',
    cancel: 'L’exécution précédente est arrêtée',
    allow: 'Les deux tournent',
  },
  grace: 'Alerte après un retard de',
  none: 'Pas encore d’horaires',
  noneText: 'Une fonction dont les annotations ont le sujet cron-function et un horaire figure ici.',
  noOccurrences: 'Elle n’était pas encore prévue',
  noOccurrencesText: 'Chaque fois a ici sa ligne : à l’heure, en retard, rattrapée, sautée, manquée ou en échec.',
}

export const schedulesWords = { en, fr } as const
