/** What an invented team says in `vigie demo`. Plain text: who shows it escapes it. */

const en = {
  page: 'Northwind Shop',
  groups: { shop: 'Shop', platform: 'Platform' },
  components: {
    website: 'Website',
    checkout: 'Checkout',
    search: 'Search',
    api: 'API',
    accounts: 'Customer accounts',
    database: 'Database',
    backup: 'Nightly backup',
  },
  /** Why each of them fails, and what was done about it. */
  stories: {
    website: [['HTTP 502 instead of 200', 'A deployment started with an old configuration.', 'We rolled it back.']],
    checkout: [
      [
        'HTTP 503 instead of 200',
        'Our payment provider answers with errors.',
        'Payments go through the second provider.',
      ],
      ['no answer within 10 s', 'A queue of orders was full.', 'Two more workers empty the queue.'],
    ],
    search: [['answered after 2.4 s', 'An index was rebuilt during the day.', 'The index is built at night again.']],
    api: [
      ['connection refused', 'A node ran out of memory.', 'The node is replaced, and the limit is raised.'],
      ['HTTP 500 instead of 200', 'A migration locked a table.', 'The migration was stopped and cut into steps.'],
    ],
    accounts: [['HTTP 504 instead of 200', 'The database was busy.', 'A missing index was added.']],
    database: [
      ['connection timed out', 'A disk was nearly full.', 'The disk is larger now, and its filling is watched.'],
    ],
  },
  investigating: (name: string) => `${name} does not work for everybody. We are looking into it.`,
  monitoring: 'It works again. We keep watching for a while.',
  resolved: 'All is well since. Thank you for your patience.',
  note: 'Rang the on-call of the platform; the graphs show it since the last release.',
  postmortem: (cause: string, remedy: string) =>
    `## What happened\n\n${cause}\n\n## What we did\n\n${remedy}\n\n## What we learned\n\n- The alert came within a minute; the cause took longer to find than to mend.\n- [x] An alert one step earlier\n- [ ] An exercise with the whole team\n`,
  maintenances: [
    ['Database upgrade', 'Read-only for a few minutes, then a restart.'],
    ['New certificates', 'No interruption is expected.'],
    ['Move to the new data centre', 'Search may be slow while its index is copied.'],
  ],
  announcements: [
    ['Winter sale', 'Expect more visitors than usual on Thursday morning. We added servers.'],
    ['New address of the API', 'The old one works until March.'],
  ],
  contact: [
    ['Ada', 'Reyes', 'My order of this morning shows twice in my account. Is that known?'],
    ['Tom', 'Hale', 'Thank you for the honest status page.'],
  ],
  comment: 'The payment page stays white.',
  teams: { shop: 'Shop team', search: 'Search team' },
  flags: {
    'express-checkout': 'Pays in one step, with the address of last time.',
    'backup-payments': 'Takes payments through the second provider.',
    'new-search': 'The new search engine.',
    'search-suggestions': 'Suggests products while somebody types.',
    'winter-sale': 'What the banner of the winter sale shows.',
  },
  flagChange: 'Nobody complained about the first 10 percent.',
  flagRequest: 'The teaser goes up on Monday.',
  flagBanner: 'Payments go through our second provider for the moment.',
}
export type DemoMessages = typeof en

const fr: DemoMessages = {
  page: 'Boutique Septentrion',
  groups: { shop: 'Boutique', platform: 'Plateforme' },
  components: {
    website: 'Site',
    checkout: 'Paiement',
    search: 'Recherche',
    api: 'API',
    accounts: 'Comptes clients',
    database: 'Base de données',
    backup: 'Sauvegarde nocturne',
  },
  stories: {
    website: [
      [
        'HTTP 502 au lieu de 200',
        'Un déploiement a démarré avec une ancienne configuration.',
        'Nous sommes revenus en arrière.',
      ],
    ],
    checkout: [
      [
        'HTTP 503 au lieu de 200',
        'Notre prestataire de paiement répond par des erreurs.',
        'Les paiements passent par le second prestataire.',
      ],
      ['pas de réponse en 10 s', 'Une file de commandes était pleine.', 'Deux processus de plus vident la file.'],
    ],
    search: [
      [
        'réponse après 2,4 s',
        'Un index a été reconstruit en pleine journée.',
        'L’index est de nouveau construit la nuit.',
      ],
    ],
    api: [
      ['connexion refusée', 'Un nœud n’avait plus de mémoire.', 'Le nœud est remplacé, et la limite relevée.'],
      [
        'HTTP 500 au lieu de 200',
        'Une migration a verrouillé une table.',
        'La migration a été arrêtée, puis découpée en étapes.',
      ],
    ],
    accounts: [['HTTP 504 au lieu de 200', 'La base de données était saturée.', 'Un index manquant a été ajouté.']],
    database: [
      [
        'délai de connexion dépassé',
        'Un disque était presque plein.',
        'Le disque est plus grand, et son remplissage est surveillé.',
      ],
    ],
  },
  investigating: name => `${name}\u00a0: le service ne fonctionne pas pour tout le monde. Nous cherchons la cause.`,
  monitoring: 'Tout fonctionne de nouveau. Nous restons attentifs.',
  resolved: 'Tout va bien depuis. Merci de votre patience.',
  note: 'L’astreinte de la plateforme est prévenue\u202f; les courbes le montrent depuis la dernière version.',
  postmortem: (cause, remedy) =>
    `## Ce qui s’est passé\n\n${cause}\n\n## Ce que nous avons fait\n\n${remedy}\n\n## Ce que nous avons appris\n\n- L’alerte est venue en une minute\u202f; trouver la cause a pris plus de temps que la réparer.\n- [x] Une alerte une étape plus tôt\n- [ ] Un exercice avec toute l’équipe\n`,
  maintenances: [
    ['Mise à jour de la base de données', 'Lecture seule pendant quelques minutes, puis redémarrage.'],
    ['Nouveaux certificats', 'Aucune interruption n’est attendue.'],
    ['Déménagement vers le nouveau centre de données', 'La recherche peut être lente pendant la copie de son index.'],
  ],
  announcements: [
    ['Soldes d’hiver', 'Attendez-vous à plus de visiteurs que d’habitude jeudi matin. Nous avons ajouté des serveurs.'],
    ['Nouvelle adresse de l’API', 'L’ancienne fonctionne jusqu’en mars.'],
  ],
  contact: [
    ['Ada', 'Reyes', 'Ma commande de ce matin apparaît deux fois dans mon compte. Est-ce connu\u202f?'],
    ['Tom', 'Hale', 'Merci pour cette page d’état honnête.'],
  ],
  comment: 'La page de paiement reste blanche.',
  teams: { shop: 'Équipe boutique', search: 'Équipe recherche' },
  flags: {
    'express-checkout': 'Payer en une étape, avec l’adresse de la dernière fois.',
    'backup-payments': 'Encaisse les paiements par le second prestataire.',
    'new-search': 'Le nouveau moteur de recherche.',
    'search-suggestions': 'Propose des produits pendant la saisie.',
    'winter-sale': 'Ce que montre le bandeau des soldes d’hiver.',
  },
  flagChange: 'Personne ne s’est plaint parmi les 10 premiers pour cent.',
  flagRequest: 'L’accroche sera affichée lundi.',
  flagBanner: 'Les paiements passent pour l’instant par notre second prestataire.',
}

export const demoMessages = { en, fr }
