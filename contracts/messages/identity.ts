// In French, a no-break space (U+00A0) stands before a colon, a narrow one (U+202F) before ; ! ?

/** The letters that identity wants written, and the name of those who are gone. Plain text: each channel escapes it. */
const en = {
  deletedUser: 'deleted user',
  greeting: (name: string) => `Hello ${name},`,
  until: (when: string) => `The link works once, until ${when}.`,
  ignore: 'If you did not expect this message, ignore it: nothing changes.',
  invitation: {
    subject: 'You are invited to Vigie',
    text: 'an account was made for you. Choose a password to come in:',
    action: 'Choose a password',
  },
  'password-reset': {
    subject: 'A new password for Vigie',
    text: 'somebody, probably you, asked for a new password. Choose it here:',
    action: 'Choose a new password',
  },
}
export type IdentityMessages = typeof en

const fr: IdentityMessages = {
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

export const identityMessages = { en, fr } as const
