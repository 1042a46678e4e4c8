// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/**
 * What the fields of settings are called, by their name or, where one name means two things, by their path. Forms are drawn
 * from schemas: a field that is not here is called by its name and explained in the schema's own English.
 */
type FieldText = { readonly label: string; readonly help?: string }

const en: Readonly<Record<string, FieldText>> = {
  name: { label: 'Name', help: 'What people call it.' },
  kind: { label: 'Kind' },
  group: { label: 'Group', help: 'Heading it stands under on the status page.' },
  critical: { label: 'Critical', help: 'Its outage is critical; messages mention the channel.' },
  depends_on: { label: 'Depends on', help: 'Names of services, or provider:<id>, one a line.' },
  interval: { label: 'Interval', help: 'How often it is checked: 20s, 5m, 1h.' },
  timeout: { label: 'Timeout', help: 'How long an answer may take: 500ms, 10s.' },
  failure_threshold: { label: 'Failures in a row', help: 'After so many it counts as down.' },
  recovery_threshold: { label: 'Good answers in a row', help: 'After so many it counts as up again.' },
  url: { label: 'Address' },
  method: { label: 'Method' },
  headers: { label: 'Headers', help: 'One a line, name: value. Kept secret: they often carry keys.' },
  body: { label: 'Body' },
  bearer_token: { label: 'Bearer token' },
  username: { label: 'User name' },
  password: { label: 'Password' },
  expected_status: { label: 'Expected status' },
  follow_redirects: { label: 'Follow redirects' },
  max_redirects: { label: 'Most redirects' },
  keyword: { label: 'Text that must be there' },
  keyword_absent: { label: 'Text that must not be there' },
  conditions: { label: 'Conditions' },
  ip_version: { label: 'IP version' },
  verify: { label: 'Judge the certificate' },
  certificate_days: { label: 'Days left on the certificate' },
  server_name: { label: 'Name in the certificate' },
  degraded_above: { label: 'Slow above', help: 'An answer that takes longer is degraded: 800ms, 2s.' },
  host: { label: 'Host' },
  port: { label: 'Port' },
  send: { label: 'Text to send' },
  expect: { label: 'Expected answer' },
  type: { label: 'Type of record' },
  server: { label: 'Name server' },
  every: { label: 'Every', help: 'How often the job reports: 24h, 15m.' },
  grace: { label: 'Grace' },
}

const fr: Readonly<Record<string, FieldText>> = {
  name: { label: 'Nom', help: 'Celui que tout le monde emploie.' },
  kind: { label: 'Type' },
  group: { label: 'Groupe', help: 'Titre sous lequel il figure sur la page de statut.' },
  critical: { label: 'Critique', help: 'Sa panne est critique\u202f; les messages mentionnent tout le canal.' },
  depends_on: { label: 'Dépend de', help: 'Noms de services, ou provider:<id>, un par ligne.' },
  interval: { label: 'Intervalle', help: 'Fréquence du contrôle\u00a0: 20s, 5m, 1h.' },
  timeout: { label: 'Délai maximal', help: 'Durée admise pour une réponse\u00a0: 500ms, 10s.' },
  failure_threshold: { label: 'Échecs de suite', help: 'Au-delà, le service est considéré en panne.' },
  recovery_threshold: { label: 'Réussites de suite', help: 'Au-delà, le service est considéré rétabli.' },
  url: { label: 'Adresse', help: 'Ce qui est interrogé\u00a0: http://… ou https://….' },
  method: { label: 'Méthode', help: 'Méthode HTTP.' },
  headers: {
    label: 'En-têtes',
    help: 'Un par ligne, nom et valeur séparés par deux-points. Tenus secrets\u00a0: ils portent souvent des clés.',
  },
  body: { label: 'Corps', help: 'Envoyé tel quel\u202f; indiquez son content-type dans les en-têtes.' },
  bearer_token: { label: 'Jeton d’accès', help: 'Envoyé dans l’en-tête Authorization.' },
  username: { label: 'Nom d’utilisateur', help: 'Pour l’authentification basique.' },
  password: { label: 'Mot de passe', help: 'Pour l’authentification basique.' },
  expected_status: {
    label: 'Statut attendu',
    help: 'Un nombre, une classe telle que 2xx, un intervalle tel que 200-204, ou une liste.',
  },
  follow_redirects: { label: 'Suivre les redirections', help: 'Sauf si leur statut est lui-même attendu.' },
  max_redirects: { label: 'Redirections au plus', help: 'Davantage est un échec.' },
  keyword: { label: 'Texte à trouver', help: 'Le corps doit contenir ce texte.' },
  keyword_absent: { label: 'Texte à ne pas trouver', help: 'Le corps ne doit pas contenir ce texte.' },
  conditions: {
    label: 'Conditions',
    help: 'Toutes doivent être vraies, une par ligne, par exemple\u00a0: response_ms < 500.',
  },
  ip_version: { label: 'Version d’IP', help: 'IPv4 seulement, IPv6 seulement, ou celle qui répond la première (any).' },
  verify: { label: 'Vérifier le certificat', help: 'Refuser un certificat qu’un navigateur refuserait.' },
  certificate_days: { label: 'Jours restants du certificat', help: 'En deçà, le service est dégradé.' },
  server_name: { label: 'Nom dans le certificat', help: 'S’il n’est pas celui de l’adresse.' },
  degraded_above: { label: 'Lent au-delà de', help: 'Une réponse plus longue est dégradée\u00a0: 800ms, 2s.' },
  host: { label: 'Hôte', help: 'Nom ou adresse, sans protocole ni port.' },
  port: { label: 'Port', help: 'Numéro de port.' },
  send: { label: 'Texte à envoyer', help: 'Envoyé une fois la connexion établie.' },
  expect: { label: 'Réponse attendue', help: 'Ce qui doit revenir.' },
  type: { label: 'Type d’enregistrement', help: 'Celui qui est demandé.' },
  server: { label: 'Serveur de noms', help: 'hôte ou hôte:port\u202f; ceux du système par défaut.' },
  every: { label: 'Tous les', help: 'Fréquence à laquelle la tâche se signale\u00a0: 24h, 15m.' },
  grace: { label: 'Tolérance', help: 'Retard admis\u202f; un dixième de la fréquence par défaut.' },
}

export const fieldWords = { en, fr } as const
