import type { AcknowledgementMessages } from '../../en/tables/acknowledgements.ts'

export const acknowledgements: AcknowledgementMessages = {
  ask: number => ({ title: `Prendre en charge ${number}`, action: 'Je m’en occupe' }),
  done: { title: 'C’est à vous', text: 'Les autres voient que quelqu’un s’en occupe.' },
  already: { title: 'Quelqu’un s’en occupe déjà', text: 'Il n’y a plus rien à faire ici.' },
  over: { title: 'C’est déjà terminé', text: 'L’incident est résolu. Il n’y a plus rien à faire ici.' },
  used: { title: 'Ce lien a déjà servi', text: 'Chaque lien sert une fois. La console montre l’incident.' },
  expired: { title: 'Ce lien a expiré', text: 'Il a fonctionné un jour. La console montre l’incident.' },
  unknown: { title: 'Ce lien ne fonctionne pas', text: 'Il n’est pas complet, ou l’incident n’existe plus.' },
  failed: { title: 'Cela n’a pas marché cette fois', text: 'Le lien reste valable\u00a0: réessayez dans un instant.' },
}
