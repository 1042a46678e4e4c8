import type { IdentityMessages } from '../../en/tables/identity.ts'

// In French, a no-break space (U+00A0) stands before a colon, a narrow one (U+202F) before ; ! ?

export const identity: IdentityMessages = {
  deletedUser: 'utilisateur supprimé',
  greeting: name => `Bonjour ${name},`,
  until: when => `Le lien fonctionne une seule fois, jusqu’au ${when}.`,
  ignore: 'Si vous n’attendiez pas ce message, ignorez-le\u00a0: rien ne change.',
  invitation: {
    subject: 'Vous êtes invité à rejoindre Vigie',
    text: 'un compte a été créé pour vous. Choisissez un mot de passe pour entrer\u00a0:',
    action: 'Choisir un mot de passe',
  },
  'password-reset': {
    subject: 'Un nouveau mot de passe pour Vigie',
    text: 'quelqu’un, sans doute vous, a demandé un nouveau mot de passe. Choisissez-le ici\u00a0:',
    action: 'Choisir un nouveau mot de passe',
  },
}
