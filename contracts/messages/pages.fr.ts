import type { PagesMessages } from './pages.en.ts'

// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** What the public pages say in French. */
export const fr = {
  title: 'État des services',
  otherLanguage: 'English',
  colon: '\u00a0: ',

  sentence: {
    nothing: 'Aucun service n’est encore surveillé',
    operational: 'Tous les services fonctionnent normalement',
    incident: title => `Incident en cours\u00a0: ${title}`,
    major_outage: (who, count) => `${who} ${count < 2 ? 'est' : 'sont'} en panne`,
    partial_outage: (who, count) => `${who} ${count < 2 ? 'connaît' : 'connaissent'} une panne`,
    degraded_performance: (who, count) => `${who} ${count < 2 ? 'fonctionne' : 'fonctionnent'} en mode dégradé`,
    under_maintenance: (who, count) => `${who} ${count < 2 ? 'est' : 'sont'} en maintenance`,
    unknown: (who, count) =>
      count < 2 ? `L’état du service ${who} est inconnu` : `L’état de plusieurs services est inconnu\u00a0: ${who}`,
    unknownAll: 'L’état de nos services est inconnu',
  },
  services: count => (count < 2 ? `${count}\u00a0service` : `${count}\u00a0services`),
  operationalOf: (operational, total) =>
    `${operational}\u00a0${operational < 2 ? 'service' : 'services'} sur ${total} en fonctionnement normal`,
  watched: total => `${total}\u00a0${total < 2 ? 'service surveillé' : 'services surveillés'}, aucun incident en cours`,

  status: {
    operational: 'Opérationnel',
    degraded_performance: 'Dégradé',
    partial_outage: 'Panne partielle',
    major_outage: 'Panne majeure',
    under_maintenance: 'En maintenance',
    unknown: 'Inconnu',
  },
  impact: { none: 'Sans impact', minor: 'Impact mineur', major: 'Impact majeur', critical: 'Impact critique' },
  phase: {
    investigating: 'Analyse en cours',
    identified: 'Cause identifiée',
    monitoring: 'Sous surveillance',
    resolved: 'Résolu',
  },
  entry: {
    opened: 'Ouverture',
    detected: 'Détection',
    acknowledged: 'Pris en charge',
    reopened: 'Réouverture',
    flapping: 'Instable',
    update: 'Mise à jour',
  },

  openIncidents: 'Incidents en cours',
  moreOpen: count =>
    count < 2 ? `et ${count}\u00a0autre incident en cours` : `et ${count}\u00a0autres incidents en cours`,
  allUpdates: 'Toutes les mises à jour',
  recentIncidents: days => `Incidents des ${days}\u00a0derniers jours`,
  noRecentIncidents: days => `Aucun incident au cours des ${days}\u00a0derniers jours.`,
  moreRecent: count =>
    count < 2 ? `et ${count}\u00a0incident plus ancien` : `et ${count}\u00a0incidents plus anciens`,
  components: 'Services',
  otherComponents: 'Autres services',
  since: 'depuis le',
  ongoingFor: duration => `en cours depuis ${duration}`,
  lasted: duration => `a duré ${duration}`,
  suspected: 'Peut-être touché',

  incident: {
    started: 'Début',
    resolved: 'Fin',
    duration: 'Durée',
    affected: 'Services touchés',
    timeline: 'Chronologie',
    noUpdates: 'Aucune information n’a encore été publiée.',
    back: 'Tous les services',
  },

  menu: { status: 'État', history: 'Historique' },

  history: {
    title: 'Historique des incidents',
    all: 'Historique des incidents',
    count: count => (count < 2 ? `${count}\u00a0incident` : `${count}\u00a0incidents`),
    none: 'Aucun incident.',
    more: count => (count < 2 ? `et ${count}\u00a0autre incident` : `et ${count}\u00a0autres incidents`),
    pages: 'Mois précédents et suivants',
    earlier: 'Plus ancien',
    later: 'Plus récent',
  },

  feed: { title: 'Incidents', subtitle: 'Les incidents et ce qui en est dit' },

  calendar: { title: 'Maintenances prévues' },

  badge: { status: 'état' },

  bars: {
    daysAgo: days => (days < 2 ? `il y a ${days}\u00a0jour` : `il y a ${days}\u00a0jours`),
    today: 'Aujourd’hui',
    uptime: percent => `${percent} de disponibilité`,
    noData: 'pas encore de données',
    label: (days, trouble) => `Les ${days}\u00a0derniers jours\u00a0: ${trouble}.`,
    quiet: 'aucune perturbation connue',
    down: days => (days < 2 ? `${days}\u00a0jour avec une panne` : `${days}\u00a0jours avec une panne`),
    degraded: days => (days < 2 ? `${days}\u00a0jour dégradé` : `${days}\u00a0jours dégradés`),
    maintenance: days => (days < 2 ? `${days}\u00a0jour avec maintenance` : `${days}\u00a0jours avec maintenance`),
    unknown: days => (days < 2 ? `${days}\u00a0jour sans données` : `${days}\u00a0jours sans données`),
    table: name => `Disponibilité de ${name}, jour par jour`,
    day: 'Jour',
    ratio: 'Disponibilité',
    events: 'Événements',
    span: days => `${days}\u00a0jours`,
    nothing: 'Aucune perturbation',
    unseen: 'Pas de données',
    seconds: {
      down_s: 'en panne',
      degraded_s: 'dégradé',
      maintenance_s: 'en maintenance',
      unknown_s: 'inconnu',
    },
  },
  legend: {
    title: 'Comment lire les barres',
    up: 'Disponible',
    degraded: 'Dégradé',
    down: 'En panne',
    maintenance: 'Maintenance',
    unknown: 'Inconnu',
    rule: 'La disponibilité est (disponible + dégradé) ÷ (disponible + dégradé + en panne), comptée en secondes. La maintenance et le temps que personne n’a observé n’y entrent pas. Chaque barre est un jour\u202f; son pied coloré montre la part du jour, toujours assez grand pour être vu.',
    zone: zone => `Les jours commencent à minuit, fuseau ${zone}.`,
  },

  footer: {
    updated: 'Mis à jour le',
    times: zone => `Heures du fuseau ${zone}.`,
    api: 'API',
  },

  notFound: {
    title: 'Page introuvable',
    sentence: 'Cette page n’existe pas',
    explain: 'L’adresse contient une erreur, ou ce qui s’y trouvait a disparu.',
    back: 'Voir l’état de nos services',
  },

  firstRun: {
    welcome: 'Vigie tourne. Dites-lui sur quoi veiller, en trois étapes.',
    write: 'Écrivez un fichier',
    writeWhat: 'Copiez ceci dans vigie.yaml, dans le dossier où vous avez démarré Vigie, avec vos adresses\u00a0:',
    example: { website: 'Site web', database: 'Base de données', backup: 'Sauvegarde nocturne' },
    check: 'Essayez-le',
    checkWhat:
      'La première commande signale chaque erreur avec sa ligne, la seconde vérifie une fois chaque service\u00a0:',
    restart: 'Laissez-la veiller',
    restartWhat:
      'Plus tard, il suffira d’enregistrer le fichier. Cette fois, arrêtez Vigie avec Ctrl-C et redémarrez-la\u00a0:',
    afterwards: 'Rechargez ensuite cette page\u00a0: chaque service y a sa ligne, et une panne y ouvre un incident.',
  },
} satisfies PagesMessages
