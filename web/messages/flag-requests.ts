// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Changes that wait for a second person, and the way past one. */
const en = {
  waiting: 'Waiting for a second person',
  none: 'No change waits',
  noneText: 'Where approval is asked for, each change of a flag waits here until somebody else agrees.',
  decided: 'Decided',
  several: (count: number) => `${count} flags at once`,
  ruleOf: (flag: string) => `Incident rule of ${flag}`,
  noLongerWanted: 'No second person needed any more',
  /** What has a name of its own before it has begun. */
  asked: { scheduled: 'planned change', ramped: 'roll-out' } as Readonly<Record<string, string>>,
  askedBy: (name: string) => `asked by ${name}`,
  decidedBy: (name: string) => `by ${name}`,
  states: {
    pending: 'Waits',
    approved: 'Approved',
    rejected: 'Rejected',
    withdrawn: 'Withdrawn',
    outdated: 'Out of date: something was changed meanwhile',
    forced: 'Put in force without approval',
  },
  show: 'Show what would change',
  own: 'This is yours: somebody else has to approve it.',
  orders: { approve: 'Approve', reject: 'Reject', withdraw: 'Withdraw', break_glass: 'Put in force without approval' },
  comment: 'Comment',
  done: {
    pending: 'The change still waits',
    approved: 'The change is in force',
    rejected: 'The change is rejected',
    withdrawn: 'The request is withdrawn',
    outdated:
      'Something was changed meanwhile, or whoever asked may no longer ask: nothing was done. The change has to be asked for again.',
    forced: 'The change is in force, without approval',
  },
  approval: 'Approval',
  wanted: 'Changes need a second person',
  wantedHint: (place: string) =>
    `Whoever changes a flag or an incident rule in ${place} sends a request; somebody else who may approve puts it in force. Switching this off takes a second person too.`,
  wantedNow: 'From now on changes wait for a second person',
  isWanted: 'A change here waits until somebody else who may approve agrees.',
  isNotWanted: 'A change here is in force at once. An owner of the project can ask for approval.',
  send: 'Send for approval',
  needsApproval: 'In this environment a change waits until a second person agrees.',
  breakGlass: 'Emergency: put it in force at once',
  breakGlassHint:
    'Nobody else looks at it first. The team is told at once, and your name and the reason stay in the history and the audit log.',
  why: 'Why it cannot wait',
  waitsHere: (count: number) =>
    count === 1
      ? 'A change of this flag waits for a second person.'
      : `${count} changes of this flag wait for a second person.`,
  look: 'Look at it',
}
export type FlagRequestsWords = typeof en

const fr: FlagRequestsWords = {
  waiting: 'En attente d’une deuxième personne',
  none: 'Aucun changement en attente',
  noneText:
    'Là où une approbation est exigée, chaque changement de drapeau attend ici qu’une autre personne donne son accord.',
  decided: 'Demandes traitées',
  several: count => `${count}\u00a0drapeaux à la fois`,
  ruleOf: flag => `Règle d’incident de ${flag}`,
  noLongerWanted: 'Ne plus exiger de deuxième personne',
  asked: { scheduled: 'changement prévu', ramped: 'déploiement progressif' },
  askedBy: name => `demandé par ${name}`,
  decidedBy: name => `par ${name}`,
  states: {
    pending: 'En attente',
    approved: 'Approuvé',
    rejected: 'Refusé',
    withdrawn: 'Retiré',
    outdated: 'Périmé\u00a0: la situation a changé entre-temps',
    forced: 'Appliqué sans approbation',
  },
  show: 'Voir ce qui changerait',
  own: 'C’est votre demande\u00a0: une autre personne doit l’approuver.',
  orders: {
    approve: 'Approuver',
    reject: 'Refuser',
    withdraw: 'Retirer la demande',
    break_glass: 'Appliquer sans approbation',
  },
  comment: 'Commentaire',
  done: {
    pending: 'Le changement attend toujours',
    approved: 'Le changement est en vigueur',
    rejected: 'Le changement est refusé',
    withdrawn: 'La demande est retirée',
    outdated:
      'La situation a changé entre-temps, ou l’auteur de la demande n’en a plus le droit\u00a0: rien n’a été fait. Il faut refaire la demande.',
    forced: 'Le changement est en vigueur, sans approbation',
  },
  approval: 'Approbation',
  wanted: 'Exiger une deuxième personne',
  wantedHint: place =>
    `Dans ${place}, modifier un drapeau ou une règle d’incident envoie une demande\u202f; une autre personne, qui a le droit d’approuver, la met en vigueur. Y renoncer demande aussi une deuxième personne.`,
  wantedNow: 'Désormais, les changements attendent une deuxième personne',
  isWanted: 'Ici, un changement attend l’accord d’une autre personne, qui a le droit d’approuver.',
  isNotWanted: 'Ici, un changement prend effet aussitôt. Un propriétaire du projet peut exiger une approbation.',
  send: 'Envoyer pour approbation',
  needsApproval: 'Dans cet environnement, un changement attend l’accord d’une deuxième personne.',
  breakGlass: 'Urgence\u00a0: appliquer immédiatement',
  breakGlassHint:
    'Personne d’autre ne relit avant. L’équipe est prévenue aussitôt\u202f; votre nom et le motif restent dans l’historique et le journal d’audit.',
  why: 'Pourquoi cela ne peut pas attendre',
  waitsHere: count =>
    count < 2
      ? 'Un changement de ce drapeau attend une deuxième personne.'
      : `${count} changements de ce drapeau attendent une deuxième personne.`,
  look: 'Voir la demande',
}

export const flagRequestsWords = { en, fr } as const
