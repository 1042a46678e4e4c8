// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Programs that are told, each with a secret of its own. */
const en = {
  intro: 'Programs that are told, with signed requests (Standard Webhooks).',
  url: 'Address',
  urlHint: 'Where the events are sent, as POST.',
  events: 'Events',
  eventsHint: 'None ticked: all of them.',
  allEvents: 'All events',
  names: {
    'vigie.incidents.incident-opened.v1': 'An incident opens',
    'vigie.incidents.incident-updated.v1': 'An incident changes',
    'vigie.incidents.incident-resolved.v1': 'An incident is resolved',
    'vigie.incidents.maintenance-started.v1': 'Maintenance begins',
    'vigie.incidents.maintenance-ended.v1': 'Maintenance ends',
    'vigie.communications.announcement-published.v1': 'An announcement is published',
  },
  secret: 'Secret',
  secretHint: 'At least 8 characters. Left empty, one is made.',
  created: 'Added',
  add: 'Add a webhook',
  added: 'The webhook is added',
  secretOnce: 'The receiver checks the signatures with it. It is shown this once only.',
  done: 'I have kept it',
  deliveries: 'Deliveries',
  delete: 'Delete',
  deleteOf: (url: string) => `Delete ${url}`,
  deleteTitle: 'Delete this webhook?',
  deleteText: (url: string) => `Nothing more is sent to ${url}. Its secret cannot be had back.`,
  deleted: 'The webhook is deleted',
  none: 'No webhook yet',
  noneText: 'Add one to let a program of yours hear of incidents, maintenance and announcements.',
}
export type WebhooksWords = typeof en

const fr: WebhooksWords = {
  intro: 'Les programmes prévenus, par des requêtes signées (Standard Webhooks).',
  url: 'Adresse',
  urlHint: 'Là où les événements sont envoyés, en POST.',
  events: 'Événements',
  eventsHint: 'Aucun coché\u00a0: tous.',
  allEvents: 'Tous les événements',
  names: {
    'vigie.incidents.incident-opened.v1': 'Un incident s’ouvre',
    'vigie.incidents.incident-updated.v1': 'Un incident évolue',
    'vigie.incidents.incident-resolved.v1': 'Un incident est résolu',
    'vigie.incidents.maintenance-started.v1': 'Une maintenance commence',
    'vigie.incidents.maintenance-ended.v1': 'Une maintenance se termine',
    'vigie.communications.announcement-published.v1': 'Une annonce est publiée',
  },
  secret: 'Secret',
  secretHint: 'Au moins 8\u00a0caractères. Laissé vide, il est créé ici.',
  created: 'Ajouté',
  add: 'Ajouter un webhook',
  added: 'Le webhook est ajouté',
  secretOnce: 'Le destinataire vérifie les signatures avec lui. Il n’est montré qu’une seule fois.',
  done: 'Je l’ai conservé',
  deliveries: 'Envois',
  delete: 'Supprimer',
  deleteOf: url => `Supprimer ${url}`,
  deleteTitle: 'Supprimer ce webhook\u202f?',
  deleteText: url => `Plus rien ne sera envoyé à ${url}. Son secret ne pourra pas être retrouvé.`,
  deleted: 'Le webhook est supprimé',
  none: 'Pas encore de webhook',
  noneText: 'Ajoutez-en un pour qu’un de vos programmes soit prévenu des incidents, maintenances et annonces.',
}

export const webhooksWords = { en, fr } as const
