import type { SubscriptionMessages } from '../../en/tables/subscriptions.ts'

export const subscriptions: SubscriptionMessages = {
  status: 'État des services',
  ask: {
    subject: 'Confirmez votre abonnement',
    text: 'Quelqu’un, sans doute vous, a demandé à recevoir l’état des services à cette adresse. Appuyez sur le bouton pour le recevoir\u00a0:',
    action: 'Confirmer',
    ignore: 'Si ce n’était pas vous, ignorez cet e-mail\u00a0: sans confirmation, vous ne recevrez rien d’autre.',
  },
  asked: 'Si l’adresse peut le recevoir, un e-mail avec un lien de confirmation est en route.',
  topic: {
    opened: title => `Incident\u00a0: ${title}`,
    reopened: title => `De nouveau\u00a0: ${title}`,
    said: title => `Du nouveau\u00a0: ${title}`,
    resolved: title => `Résolu\u00a0: ${title}`,
  },
  fact: { components: 'Services touchés', status: 'État', started_at: 'Début', duration: 'Durée' },
  phase: {
    investigating: 'en cours d’analyse',
    identified: 'cause trouvée',
    monitoring: 'sous surveillance',
    resolved: 'résolu',
  },
  details: 'Suivre sur la page d’état',
  why: 'Vous recevez cet e-mail parce que vous êtes abonné à cette page d’état.',
  whyFollowed: 'Vous recevez cet e-mail parce que vous suivez cet incident ou l’un de ses composants.',
  choose: url => `Choisir ce que vous recevez\u00a0: ${url}`,
  unsubscribe: url => `Se désabonner\u00a0: ${url}`,
  page: {
    confirm: {
      title: 'Recevoir l’état des services',
      text: 'Appuyez pour recevoir l’état des services par e-mail.',
      action: 'Confirmer',
    },
    unsubscribe: {
      title: 'Se désabonner',
      text: 'Appuyez pour ne plus recevoir d’e-mails.',
      action: 'Se désabonner',
    },
    active: { title: 'C’est confirmé', text: 'Vous recevrez désormais l’état des services par e-mail.' },
    ended: { title: 'Vous êtes désabonné', text: 'Vous ne recevrez plus d’e-mails.' },
    unknown: {
      title: 'Ce lien ne fonctionne plus',
      text: 'Il a servi, a expiré ou n’est pas complet. Vous pouvez vous abonner de nouveau.',
    },
  },
}
