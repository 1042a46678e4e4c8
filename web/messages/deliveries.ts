// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Messages on their way to channels. */
const en = {
  intro: 'Every message to a channel: what arrived, what waits, what was given up.',
  filter: 'Which deliveries',
  states: { queued: 'Waiting', delivered: 'Delivered', dead: 'Given up' },
  channel: 'Channel',
  anyChannel: 'Every channel',
  about: 'About',
  otherNews: 'Other news',
  state: 'State',
  attempts: 'Attempts',
  at: 'When',
  nextAt: 'next attempt',
  error: 'Last error',
  retry: 'Try again',
  retried: (channel: string) => `It is sent to ${channel} again`,
  retryAll: (count: number) => (count === 1 ? 'Try the one again' : `Try all ${count} again`),
  retriedAll: (count: number) => (count === 1 ? 'One message is sent again' : `${count} messages are sent again`),
  none: 'No delivery yet',
  noneText: 'When an incident opens, a message to every channel appears here.',
  noneFits: 'No delivery fits',
  showAll: 'Show all',
}
export type DeliveriesWords = typeof en

const fr: DeliveriesWords = {
  intro: 'Chaque message vers un canal\u00a0: ce qui est arrivé, ce qui attend, ce qui a été abandonné.',
  filter: 'Quels envois',
  states: { queued: 'En attente', delivered: 'Remis', dead: 'Abandonné' },
  channel: 'Canal',
  anyChannel: 'Tous les canaux',
  about: 'À propos de',
  otherNews: 'Autre nouvelle',
  state: 'État',
  attempts: 'Tentatives',
  at: 'Quand',
  nextAt: 'prochain essai',
  error: 'Dernière erreur',
  retry: 'Réessayer',
  retried: channel => `Nouvel envoi vers ${channel}`,
  retryAll: count => (count < 2 ? 'Réessayer l’envoi abandonné' : `Réessayer les ${count}\u00a0envois abandonnés`),
  retriedAll: count => (count < 2 ? 'Un message repart' : `${count}\u00a0messages repartent`),
  none: 'Pas encore d’envoi',
  noneText: 'Dès qu’un incident s’ouvre, un message vers chaque canal apparaît ici.',
  noneFits: 'Aucun envoi ne correspond',
  showAll: 'Tout afficher',
}

export const deliveriesWords = { en, fr } as const
