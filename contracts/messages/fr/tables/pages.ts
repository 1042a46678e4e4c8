import type { PagesMessages } from '../../en/tables/pages.ts'

// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** What the public pages say in French. */
export const pages = {
  title: 'État des services',
  ownName: 'Français',
  dates: { locale: 'fr-FR', day: 'j', firstOfMonth: '1er', withTime: (date, time) => `${date} à ${time}` },
  colon: '\u00a0: ',
  unstored: ['Depuis', 'rien ne peut être enregistré ici\u00a0: l’état de nos services n’est pas connu.'],

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
    cause: 'Probablement causé par',
    sinceHour: 'depuis',
    timeline: 'Chronologie',
    nextUpdate: 'Prochaine information\u00a0:',
    noUpdates: 'Aucune information n’a encore été publiée.',
    back: 'Tous les services',
  },

  menu: {
    status: 'État',
    history: 'Historique',
    providers: 'Fournisseurs',
    charts: 'Graphiques',
    subscribe: 'S’abonner',
    contact: 'Contact',
  },

  announcements: 'Annonces',
  maintenance: {
    title: 'Maintenances programmées',
    calendar: 'Calendrier',
    from: 'Du',
    until: 'au',
    running: 'En cours',
    planned: 'Prévue',
  },

  providers: {
    title: 'Nos fournisseurs',
    lead: 'Ce dont nous dépendons, selon ce que chacun dit de lui-même.',
    inTrouble: 'Fournisseurs en difficulté',
    all: 'Tous les fournisseurs',
    since: 'depuis le',
    source: 'Source',
    checked: 'vérifié le',
    derived: 'Déduit de ce qu’il publie\u202f; il ne le dit pas lui-même.',
    affected: 'Touchés',
    phase: {
      investigating: 'Analyse en cours',
      identified: 'Cause identifiée',
      monitoring: 'Sous surveillance',
      resolved: 'Résolu',
      postmortem: 'Post-mortem',
      scheduled: 'Prévu',
      in_progress: 'En cours',
      verifying: 'Vérification en cours',
      completed: 'Terminé',
    },
  },

  reports: {
    title: name => `Un problème avec ${name}\u202f?`,
    choose: 'Choisissez un service\u00a0: voyez ce que d’autres signalent, et dites-le-nous.',
    ours: 'Nos contrôles',
    official: 'Notre fournisseur',
    crowd: 'Les utilisateurs',
    verdict: {
      quiet:
        'Pour autant que nous puissions en juger, tout va bien, et il n’y a pas plus de signalements que d’habitude.',
      peopleOnly:
        'Des utilisateurs signalent des problèmes que nos contrôles ne voient pas. Chaque signalement nous aide à chercher au bon endroit.',
      known: 'Nos contrôles le voient aussi\u00a0: nous sommes au courant.',
      early: 'Nos contrôles voient un problème, avant que beaucoup ne l’aient signalé.',
      upstream:
        'Des utilisateurs signalent des problèmes que nos contrôles ne voient pas, et un fournisseur est en difficulté\u00a0: il peut en être la cause.',
      quietUpstream: 'Un fournisseur est en difficulté. Pour l’instant, rien ne s’en ressent ici.',
      maintenance: 'Une intervention prévue est en cours.',
      blind: 'Nos contrôles ne peuvent rien dire pour le moment. Si quelque chose ne fonctionne pas, dites-le-nous.',
    },
    chart: 'Signalements des 24\u00a0dernières heures',
    reports: 'Signalements',
    usual: 'D’habitude à cette heure',
    label: (total, most) => `${total}\u00a0signalements en 24\u00a0heures, au plus ${most} par quart d’heure.`,
    table: 'Signalements heure par heure',
    hour: 'Heure',
    none: 'Personne n’a signalé de problème au cours des 24\u00a0dernières heures.',
    unseen: 'Les signalements ne peuvent pas être affichés pour le moment.',
    what: 'Ce qui est signalé',
    comments: 'Ce qu’en disent les utilisateurs',
    form: 'J’ai un problème',
    category: 'Qu’est-ce qui ne va pas\u202f?',
    comment: 'Que voyez-vous\u202f?',
    commentHint: 'Facultatif. Visible par tous une fois relu par l’équipe\u202f; n’écrivez rien de personnel.',
    send: 'Signaler le problème',
    privacy: 'Aucun compte n’est nécessaire, et aucune adresse n’est conservée.',
    sent: 'Merci',
    sentWhat: name =>
      `Votre signalement concernant ${name} est compté. Si assez de personnes disent la même chose, l’équipe est prévenue.`,
    back: 'Voir ce que d’autres signalent',
  },

  contact: {
    title: 'Nous écrire',
    lead: 'Écrivez à l’équipe derrière cette page.',
    firstName: 'Prénom',
    lastName: 'Nom',
    email: 'Adresse e-mail',
    emailHint: 'Facultative\u202f; nécessaire pour recevoir une réponse.',
    message: 'Votre message',
    send: 'Envoyer le message',
    sent: 'Votre message est parti',
    sentWhat: 'L’équipe lit chaque message. Si vous avez laissé une adresse, elle peut vous répondre.',
  },

  subscribe: {
    title: 'S’abonner',
    lead: 'Soyez informé des incidents et des maintenances sans avoir à consulter cette page.',
    byEmail: 'Par e-mail',
    emailWhat:
      'Nous envoyons d’abord un message avec un lien de confirmation\u202f; sans clic, vous ne recevrez rien d’autre. Chaque message permet de se désabonner.',
    email: 'Adresse e-mail',
    some: 'Certains services seulement (tous si aucun n’est choisi)',
    programs: 'Pour les programmes',
    programsWhat:
      'La même chose en JSON, sous la forme que lisent les programmes faits pour Statuspage. L’équipe peut aussi envoyer des webhooks signés à une adresse à vous\u00a0: écrivez-lui.',
    send: 'S’abonner',
    sent: 'Consultez votre boîte de réception',
    sentWhat: 'Si cette adresse peut le recevoir, un message avec un lien de confirmation est en route.',
    feeds: 'Dans un lecteur de flux',
    feedsWhat: 'Une entrée par incident, complétée à chaque nouvelle information.',
    calendar: 'Dans un agenda',
    calendarWhat: 'Les maintenances prévues\u202f; donnez cette adresse à votre agenda\u00a0:',
  },

  form: {
    trap: 'Laissez ce champ vide',
    wrong: 'Vérifiez les champs signalés.',
    required: 'Remplissez ce champ.',
    invalid: 'Cette valeur n’est pas reconnue.',
    limited: 'Trop d’envois en peu de temps. Réessayez plus tard.',
    unavailable: 'L’envoi est impossible pour le moment. Réessayez dans quelques minutes.',
  },

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

  feed: { title: 'Incidents', subtitle: 'Les incidents et leur suivi' },

  badge: { status: 'état' },

  bars: {
    daysAgo: days => (days < 2 ? `Il y a ${days}\u00a0jour` : `Il y a ${days}\u00a0jours`),
    today: 'Aujourd’hui',
    uptime: percent => `${percent} de disponibilité`,
    noData: 'Pas encore de données',
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

  news: { said: 'Il y a du nouveau.', reload: 'Recharger la page' },

  embed: {
    title: 'Afficher cet état ailleurs',
    lead: 'Sur votre site ou dans un README\u00a0: copiez ce qu’il vous faut.',
    badge: 'Badge',
    frame: 'Une ligne',
    frameWhat: 'La phrase en tête de notre page, dans un cadre qui suit les couleurs du visiteur\u00a0:',
    services: 'Badges des services',
  },

  footer: {
    embed: 'Intégrer',
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
