// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Where the team and programs are told: channels of the file, webhooks that were added. */
const en = {
  intro:
    'Where the team is told. Channels are written in vigie.yaml, under notifications; webhooks have a page of their own.',
  name: 'Channel',
  kind: 'Kind',
  state: 'State',
  on: 'Ready',
  off: 'Not sending',
  trouble: 'In trouble',
  lastSuccess: 'Last delivered:',
  waiting: (count: number) => (count === 1 ? 'one waits' : `${count} wait`),
  fromApi: 'Added here',
  fromItself: 'Prints where the program runs, as nothing else can send',
  test: 'Send a test',
  testOf: (name: string) => `Send a test to ${name}`,
  testing: 'Sending…',
  delivered: (took: string) => `It arrived, in ${took}`,
  failed: 'It did not arrive',
  retryable: 'A real message would be tried again.',
  refused: 'The receiver refused it: trying again would not help.',
  deliveries: 'Deliveries',
  none: 'No channel yet',
  noneText: 'Add one to vigie.yaml: Slack, e-mail, a webhook and many others. It works as soon as the file is saved.',
  example: 'For vigie.yaml',
}
export type ChannelsWords = typeof en

const fr: ChannelsWords = {
  intro:
    'Là où l’équipe est prévenue. Les canaux s’écrivent dans vigie.yaml, sous notifications\u202f; les webhooks ont leur propre page.',
  name: 'Canal',
  kind: 'Type',
  state: 'État',
  on: 'Prêt',
  off: 'N’envoie pas',
  trouble: 'En difficulté',
  lastSuccess: 'Dernier envoi remis\u00a0:',
  waiting: count => (count < 2 ? 'un en attente' : `${count} en attente`),
  fromApi: 'Ajouté ici',
  fromItself: 'S’affiche là où tourne le programme, faute d’autre canal',
  test: 'Envoyer un test',
  testOf: name => `Envoyer un test vers ${name}`,
  testing: 'Envoi…',
  delivered: took => `Bien arrivé, en ${took}`,
  failed: 'Le test n’est pas arrivé',
  retryable: 'Un vrai message serait réessayé.',
  refused: 'Le destinataire l’a refusé\u00a0: réessayer ne servirait à rien.',
  deliveries: 'Envois',
  none: 'Pas encore de canal',
  noneText:
    'Ajoutez-en un dans vigie.yaml\u00a0: Slack, e-mail, webhook et bien d’autres. Il fonctionne dès que le fichier est enregistré.',
  example: 'Pour vigie.yaml',
}

export const channelsWords = { en, fr } as const
