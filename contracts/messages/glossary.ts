type InBoth<T> = { readonly en: T; readonly fr: T }

/** One thing, what it is called, and what nobody calls it: a test refuses the words of `avoid` wherever people read. */
export type Term = {
  readonly term: InBoth<string>
  readonly meaning: InBoth<string>
  readonly avoid?: Partial<InBoth<readonly string[]>>
}

const term = (en: string, fr: string, meaning: InBoth<string>, avoid?: Term['avoid']): Term =>
  avoid ? { term: { en, fr }, meaning, avoid } : { term: { en, fr }, meaning }

/** The words of Vigie, in the order of the English ones. It is drawn as docs/glossary.md and as the help of the console. */
export const glossary: readonly Term[] = [
  term('acknowledge', 'prendre en charge', {
    en: 'Say that you are working on an incident; escalation stops.',
    fr: 'Indiquer que vous traitez un incident\u202f; l’escalade s’arrête.',
  }),
  term('announcement', 'annonce', {
    en: 'A message of the team to channels, subscribers and webhooks.',
    fr: 'Un message de l’équipe aux canaux, aux abonnés et aux webhooks.',
  }),
  term(
    'assignee',
    'responsable',
    { en: 'The person who works on an incident.', fr: 'La personne qui traite un incident.' },
    { en: ['looked after by'] },
  ),
  term('channel', 'canal', {
    en: 'Where messages are sent: a Slack channel, an e-mail address, a webhook…',
    fr: 'Là où partent les messages\u00a0: un canal Slack, une adresse e-mail, un webhook…',
  }),
  term(
    'check',
    'contrôle',
    {
      en: 'What tests one service at an interval. One execution is a check run.',
      fr: 'Ce qui teste un service à intervalle régulier. Une exécution est une vérification.',
    },
    { en: ['last look', 'a look', 'the look', 'looks at every'], fr: ['dernier regard'] },
  ),
  term(
    'communications lead',
    'chargé de communication',
    { en: 'Who informs people during an incident.', fr: 'La personne qui informe pendant un incident.' },
    { en: ['speaks to people'], fr: ['parle aux gens'] },
  ),
  term('component', 'composant', {
    en: 'What the status page shows: a service as people know it.',
    fr: 'Ce que montre la page d’état\u00a0: un service tel que le public le connaît.',
  }),
  term(
    'degraded above',
    'dégradé au-delà de',
    { en: 'A slower response counts as degraded.', fr: 'Une réponse plus lente compte comme dégradée.' },
    { en: ['slow above'], fr: ['lent au-delà de'] },
  ),
  term(
    'e-mail',
    'e-mail',
    { en: 'A message to an address, or the address.', fr: 'Un message à une adresse, ou l’adresse.' },
    { fr: ['courriel', 'courriels', 'mél'] },
  ),
  term('escalation', 'escalade', {
    en: 'Alerting further channels when nobody acknowledges an incident.',
    fr: 'Alerter d’autres canaux quand personne ne prend un incident en charge.',
  }),
  term(
    'failure threshold',
    'seuil d’échec',
    {
      en: 'How many consecutive failures confirm an outage.',
      fr: 'Le nombre d’échecs consécutifs qui confirme une panne.',
    },
    { en: ['failures in a row'], fr: ['échecs de suite', 'échecs d’affilée'] },
  ),
  term('feature flag', 'drapeau', {
    en: 'A switch that applications read to choose a variant.',
    fr: 'Un interrupteur que lisent les applications pour choisir une variante.',
  }),
  term('heartbeat', 'signal de vie', {
    en: 'A request by which a job says that it ran.',
    fr: 'Une requête par laquelle une tâche indique qu’elle a été exécutée.',
  }),
  term(
    'HTTP(S)',
    'HTTP(S)',
    { en: 'The kind of check that requests a URL.', fr: 'Le type de contrôle qui interroge une URL.' },
    { en: ['web address'], fr: ['adresse web'] },
  ),
  term(
    'impact',
    'gravité',
    {
      en: 'How serious an incident is: none, minor, major or critical.',
      fr: 'L’importance d’un incident\u00a0: aucune, mineure, majeure ou critique.',
    },
    { fr: ['criticité'] },
  ),
  term('incident', 'incident', {
    en: 'One outage, from the first failure to the recovery.',
    fr: 'Une panne, du premier échec au rétablissement.',
  }),
  term(
    'incident commander',
    'pilote de l’incident',
    { en: 'Who coordinates the work on an incident.', fr: 'La personne qui coordonne le traitement d’un incident.' },
    { en: ['who leads'], fr: ['qui mène'] },
  ),
  term(
    'log level',
    'niveau de journal',
    { en: 'How much the log contains.', fr: 'Le niveau de détail du journal.' },
    { en: ['level of the log'] },
  ),
  term(
    'maintenance',
    'maintenance',
    {
      en: 'Scheduled work, which counts neither as up nor as down.',
      fr: 'Une intervention planifiée, qui ne compte ni comme disponible ni comme indisponible.',
    },
    { en: ['plan work'] },
  ),
  term(
    'max redirects',
    'redirections max',
    { en: 'More redirects than these are a failure.', fr: 'Au-delà de ce nombre de redirections, c’est un échec.' },
    { en: ['most redirects'] },
  ),
  term(
    'must contain',
    'doit contenir',
    { en: 'Text that has to be in the body.', fr: 'Le texte que le corps doit contenir.' },
    { en: ['text that must be there', 'text that must not be there'] },
  ),
  term(
    'open incidents',
    'incidents en cours',
    { en: 'Those that are not resolved.', fr: 'Ceux qui ne sont pas résolus.' },
    { en: ['wrong now', 'needs me'] },
  ),
  term(
    'postmortem',
    'post-mortem',
    {
      en: 'What the team learned from an incident, in writing.',
      fr: 'Ce que l’équipe a appris d’un incident, par écrit.',
    },
    { fr: ['retour d’expérience', 'retours d’expérience', 'bilan'] },
  ),
  term('provider', 'fournisseur', {
    en: 'A company whose status page Vigie follows.',
    fr: 'Une société dont Vigie suit la page d’état.',
  }),
  term(
    'public URL',
    'URL publique',
    {
      en: 'Where people reach Vigie; used in links.',
      fr: 'L’adresse où l’on atteint Vigie\u202f; elle sert aux liens.',
    },
    { en: ['address for people'] },
  ),
  term(
    'recovery threshold',
    'seuil de rétablissement',
    {
      en: 'How many consecutive successes confirm a recovery.',
      fr: 'Le nombre de succès consécutifs qui confirme un rétablissement.',
    },
    { en: ['good answers in a row', 'successes in a row'], fr: ['bonnes réponses de suite'] },
  ),
  term('report', 'signalement', {
    en: 'A visitor’s statement that something does not work.',
    fr: 'L’indication par un visiteur que quelque chose ne fonctionne pas.',
  }),
  term(
    'subscribe',
    's’abonner',
    { en: 'Ask for messages about incidents.', fr: 'Demander à recevoir les messages sur les incidents.' },
    { en: ['be told'], fr: ['ce qui m’est dit'] },
  ),
  term(
    'test message',
    'message de test',
    { en: 'Sent to see whether a channel works.', fr: 'Envoyé pour vérifier qu’un canal fonctionne.' },
    { fr: ['message d’essai', 'envoyer un essai'] },
  ),
  term(
    'TLS server name (SNI)',
    'nom de serveur TLS (SNI)',
    { en: 'The name a certificate has to be for.', fr: 'Le nom que le certificat doit porter.' },
    { en: ['name in the certificate'] },
  ),
  term(
    'verify TLS certificate',
    'vérifier le certificat TLS',
    {
      en: 'Refuse a certificate that a browser would refuse.',
      fr: 'Refuser un certificat qu’un navigateur refuserait.',
    },
    { en: ['judge the certificate', 'judge authority'], fr: ['juger le certificat'] },
  ),
  term(
    'warn before expiry',
    'alerter avant expiration',
    {
      en: 'How many days before its end a certificate is degraded.',
      fr: 'Le nombre de jours avant l’expiration où un certificat est dégradé.',
    },
    { en: ['days left on the certificate'] },
  ),
]

/** docs/glossary.md. */
export function glossaryPage(): string {
  const quoted = (words: readonly string[] = []) => words.map(word => `“${word}”`)
  const rows = glossary.map(
    ({ term: { en, fr }, meaning, avoid }) =>
      `| ${en} | ${fr} | ${meaning.en} | ${[...quoted(avoid?.en), ...quoted(avoid?.fr)].join(', ')} |`,
  )
  return `# Glossary

One word for one thing, in everything that people read. Drawn from \`contracts/messages/glossary.ts\` by
\`docs/reference/generate.ts\`; \`npm run check\` refuses the words of the last column in texts.

| Term | French | Meaning | Not |
|---|---|---|---|
${rows.join('\n')}
`
}
