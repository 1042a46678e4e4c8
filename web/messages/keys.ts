// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Keys for programs. */
const en = {
  intro: 'For programs that read or change something here. A key is shown once, when it is made.',
  list: 'API keys that work',
  make: 'Make a key',
  name: 'Name',
  nameHint: 'Which program uses it, and where.',
  role: 'Role',
  roles: { none: 'None: only what is ticked below', viewer: 'Viewer', responder: 'Responder', admin: 'Administrator' },
  scopes: 'May also',
  scopeNames: {
    metrics: 'Read the figures',
    flags: 'Evaluate flags',
    edge: 'Device ingest',
    functions: 'Invoke functions',
    bounces: 'Report bounced e-mails',
  },
  scopeHints: {
    metrics: '/metrics and /readyz, for Prometheus.',
    flags: 'OFREP and /flags, for applications.',
    edge: 'For sensors and gateways.',
    functions: 'For callers of functions.',
    bounces: 'For the mail server.',
  },
  expires: 'Works until',
  expiresHint: 'Empty: until it is revoked.',
  never: 'until revoked',
  belongsTo: 'Made by',
  operator: 'the operator’s key',
  made: 'Made',
  lastUsed: 'Last used',
  notUsed: 'not yet',
  shown: 'The new key',
  shownText:
    'Copy it now: it is kept nowhere and cannot be shown again. Programs send it in the header Authorization, after the word Bearer.',
  kept: 'I have copied it',
  revoke: 'Revoke',
  revokeOf: (name: string) => `Revoke ${name}`,
  revokeTitle: (name: string) => `Revoke the key ${name}?`,
  revokeText: 'Programs that use it are refused from now on. This cannot be undone; a new key is quickly made.',
  lastUsedAt: (when: string) => `It was last used ${when}.`,
  revoked: (name: string) => `The key ${name} no longer works`,
  none: 'No keys yet',
  noneText: 'A key lets a program report beats, evaluate flags, read the figures or run the whole API.',
}
export type KeysWords = typeof en

const fr: KeysWords = {
  intro: 'Pour les programmes qui lisent ou modifient quelque chose ici. Une clé n’est affichée qu’à sa création.',
  list: 'Clés d’API valides',
  make: 'Créer une clé',
  name: 'Nom',
  nameHint: 'Quel programme l’utilise, et où.',
  role: 'Rôle',
  roles: {
    none: 'Aucun\u00a0: seulement ce qui est coché ci-dessous',
    viewer: 'Lecture',
    responder: 'Intervention',
    admin: 'Administration',
  },
  scopes: 'Peut aussi',
  scopeNames: {
    metrics: 'Lire les mesures du programme',
    flags: 'Évaluer les drapeaux',
    edge: 'Collecte d’objets',
    functions: 'Appeler des fonctions',
    bounces: 'Signaler les e-mails rejetés',
  },
  scopeHints: {
    metrics: '/metrics et /readyz, pour Prometheus.',
    flags: 'OFREP et /flags, pour les applications.',
    edge: 'Pour les capteurs et les passerelles.',
    functions: 'Pour ceux qui appellent des fonctions.',
    bounces: 'Pour le serveur de messagerie.',
  },
  expires: 'Valable jusqu’au',
  expiresHint: 'Vide\u00a0: jusqu’à sa révocation.',
  never: 'jusqu’à révocation',
  belongsTo: 'Créée par',
  operator: 'la clé de l’exploitant',
  made: 'Création',
  lastUsed: 'Dernière utilisation',
  notUsed: 'pas encore',
  shown: 'La nouvelle clé',
  shownText:
    'Copiez-la maintenant\u00a0: elle n’est conservée nulle part et ne pourra plus être affichée. Les programmes l’envoient dans l’en-tête Authorization, après le mot Bearer.',
  kept: 'Je l’ai copiée',
  revoke: 'Révoquer',
  revokeOf: name => `Révoquer ${name}`,
  revokeTitle: name => `Révoquer la clé ${name}\u202f?`,
  revokeText:
    'Les programmes qui l’utilisent seront aussitôt refusés. C’est définitif\u202f; une nouvelle clé est vite créée.',
  lastUsedAt: when => `Dernière utilisation\u00a0: ${when}.`,
  revoked: name => `La clé ${name} ne fonctionne plus`,
  none: 'Pas encore de clé',
  noneText:
    'Une clé permet à un programme de signaler qu’il tourne, d’évaluer des drapeaux, de lire les mesures ou d’utiliser toute l’API.',
}

export const keysWords = { en, fr } as const
