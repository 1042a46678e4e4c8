/** The page behind the link of a message to the team. Plain text: who shows it escapes it. */

const en = {
  ask: (number: string) => ({ title: `Look after ${number}`, action: 'I look after it' }),
  done: { title: 'It is yours', text: 'The others see that somebody looks after it.' },
  already: { title: 'Somebody looks after it already', text: 'Nothing is left to press here.' },
  over: { title: 'It is over already', text: 'The incident is resolved. Nothing is left to press here.' },
  used: { title: 'This link was used', text: 'Each link works once. The console shows the incident.' },
  expired: { title: 'This link has expired', text: 'It worked for a day. The console shows the incident.' },
  unknown: { title: 'This link does not work', text: 'It is incomplete, or the incident is gone.' },
  failed: { title: 'It did not work this time', text: 'The link still works: try again in a moment.' },
}

const fr: typeof en = {
  ask: number => ({ title: `Prendre en charge ${number}`, action: 'Je m’en occupe' }),
  done: { title: 'C’est à vous', text: 'Les autres voient que quelqu’un s’en occupe.' },
  already: { title: 'Quelqu’un s’en occupe déjà', text: 'Il n’y a plus rien à faire ici.' },
  over: { title: 'C’est déjà terminé', text: 'L’incident est résolu. Il n’y a plus rien à faire ici.' },
  used: { title: 'Ce lien a déjà servi', text: 'Chaque lien sert une fois. La console montre l’incident.' },
  expired: { title: 'Ce lien a expiré', text: 'Il a fonctionné un jour. La console montre l’incident.' },
  unknown: { title: 'Ce lien ne fonctionne pas', text: 'Il n’est pas complet, ou l’incident n’existe plus.' },
  failed: { title: 'Cela n’a pas marché cette fois', text: 'Le lien reste valable\u00a0: réessayez dans un instant.' },
}

export const acknowledgementMessages = { en, fr }
