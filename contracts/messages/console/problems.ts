// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** What went wrong, by the code of the refusal; a code that is not here is told in the words of the server. */
const en = {
  unknown: 'That did not work.',
  server: 'The server had an error. It is in its log; try again.',
  forbidden: 'Your role does not allow this.',
  again: (seconds: number) => `Try again in ${seconds} s.`,
  codes: {
    'console.offline': 'Nobody answers. Check the connection.',
    'console.no-answer': 'The answer cannot be read. Is there a proxy in between?',
    'auth.required': 'You are not signed in.',
    'auth.role-too-small': 'Your role does not allow this.',
    'identity.wrong-credentials': 'The e-mail address, the password or the code is not right.',
    'identity.otp-required': 'Type the code of your second factor.',
    'identity.locked': 'Too many wrong attempts at this account.',
    'identity.too-many-attempts': 'Too many attempts from your network.',
    'identity.busy': 'Many people are signing in at the moment.',
    'identity.wrong-code': 'This is not the code that the program printed when it started.',
    'identity.already-set-up': 'There is an administrator already: sign in.',
    'identity.weak-password': 'This password is too easy to guess. Choose another one, of at least 10 characters.',
    'identity.wrong-password': 'The current password is not right.',
    'identity.wrong-otp': 'The code is not right. Is the clock of the device right?',
    'identity.link-invalid': 'This link was used already, or is too old.',
    'identity.email-taken': 'There is a user with this e-mail address already.',
    'identity.bad-email': 'This is not an e-mail address.',
    'identity.last-admin': 'There must always be an administrator.',
    'identity.time-zone': 'There is no such time zone.',
    'identity.oidc-refused': 'The provider refused the sign-in.',
    'identity.oidc-expired': 'The sign-in took too long. Begin again.',
    'identity.oidc-not-invited': 'No account here fits. Ask an administrator for an invitation.',
    'identity.oidc-unreachable': 'The sign-in provider cannot be reached.',
  },
}
export type ProblemWords = typeof en

const fr: ProblemWords = {
  unknown: 'L’opération a échoué.',
  server: 'Le serveur a rencontré une erreur, notée dans son journal. Réessayez.',
  forbidden: 'Votre rôle ne le permet pas.',
  again: seconds => `Réessayez dans ${seconds}\u00a0s.`,
  codes: {
    'console.offline': 'Personne ne répond. Vérifiez la connexion.',
    'console.no-answer': 'La réponse est illisible. Y a-t-il un proxy entre les deux\u202f?',
    'auth.required': 'Vous n’êtes pas connecté.',
    'auth.role-too-small': 'Votre rôle ne le permet pas.',
    'identity.wrong-credentials': 'L’adresse, le mot de passe ou le code est incorrect.',
    'identity.otp-required': 'Saisissez le code de votre second facteur.',
    'identity.locked': 'Trop de tentatives erronées pour ce compte.',
    'identity.too-many-attempts': 'Trop de tentatives depuis votre réseau.',
    'identity.busy': 'De nombreuses personnes se connectent en ce moment.',
    'identity.wrong-code': 'Ce n’est pas le code que le programme a affiché à son démarrage.',
    'identity.already-set-up': 'Il y a déjà un administrateur\u00a0: connectez-vous.',
    'identity.weak-password':
      'Ce mot de passe est trop facile à deviner. Choisissez-en un autre, d’au moins 10\u00a0caractères.',
    'identity.wrong-password': 'Le mot de passe actuel est incorrect.',
    'identity.wrong-otp': 'Le code est incorrect. L’horloge de l’appareil est-elle à l’heure\u202f?',
    'identity.link-invalid': 'Ce lien a déjà servi, ou il est trop ancien.',
    'identity.email-taken': 'Un utilisateur a déjà cette adresse.',
    'identity.bad-email': 'Ce n’est pas une adresse e-mail.',
    'identity.last-admin': 'Il doit toujours rester un administrateur.',
    'identity.time-zone': 'Ce fuseau horaire n’existe pas.',
    'identity.oidc-refused': 'Le fournisseur a refusé la connexion.',
    'identity.oidc-expired': 'La connexion a pris trop de temps. Recommencez.',
    'identity.oidc-not-invited': 'Aucun compte ne correspond ici. Demandez une invitation à un administrateur.',
    'identity.oidc-unreachable': 'Le fournisseur de connexion est injoignable.',
  },
}

export const problemWords = { en, fr } as const
