// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** The ways in: sign-in, first administrator, reset, invitation. */
const en = {
  otherLanguage: 'Français',
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  newPasswordHint: 'At least 10 characters. A sentence is easy to remember and hard to guess.',
  show: 'Show the password',
  otp: 'Code of the second factor',
  otpHint: 'Six digits from your app, or a recovery code.',
  signIn: 'Sign in',
  signInWith: (provider: string) => `Sign in with ${provider}`,
  or: 'or',
  forgot: 'Forgot the password?',
  name: 'Your name',
  setUp: {
    title: 'Welcome to Vigie',
    intro:
      'Nobody has an account yet. Become the administrator with the code that the program printed when it started.',
    code: 'Code from the program',
    codeHint: 'In the terminal or in the log of the container.',
    action: 'Become the administrator',
  },
  reset: {
    title: 'A new password',
    intro: 'We send you a link, if there is an account with this address.',
    noLetters: 'This Vigie sends no e-mails. Ask an administrator to set a new password for you.',
    action: 'Send the link',
    sent: 'If there is an account with this address, a link is on its way. It works for 30 minutes.',
    choose: 'Choose a new password',
    save: 'Save the password',
    saved: 'The new password is saved. Sign in with it.',
    back: 'Back to sign-in',
  },
  invitation: {
    title: 'You are invited',
    intro: 'Choose a password to come in.',
    action: 'Come in',
    missing: 'The link is incomplete. Open it from the e-mail, or ask for another one.',
  },
  away: 'You were signed out. Sign in to go on where you were.',
}
export type EntranceWords = typeof en

const fr: EntranceWords = {
  otherLanguage: 'English',
  email: 'Adresse e-mail',
  password: 'Mot de passe',
  newPassword: 'Nouveau mot de passe',
  newPasswordHint: 'Au moins 10\u00a0caractères. Une phrase se retient bien et se devine mal.',
  show: 'Afficher le mot de passe',
  otp: 'Code du second facteur',
  otpHint: 'Les six chiffres de votre application, ou un code de secours.',
  signIn: 'Se connecter',
  signInWith: provider => `Se connecter avec ${provider}`,
  or: 'ou',
  forgot: 'Mot de passe oublié\u202f?',
  name: 'Votre nom',
  setUp: {
    title: 'Bienvenue dans Vigie',
    intro:
      'Personne n’a encore de compte. Devenez l’administrateur avec le code que le programme a affiché à son démarrage.',
    code: 'Code du programme',
    codeHint: 'Dans le terminal, ou dans le journal du conteneur.',
    action: 'Devenir l’administrateur',
  },
  reset: {
    title: 'Un nouveau mot de passe',
    intro: 'Nous vous envoyons un lien, si un compte existe à cette adresse.',
    noLetters: 'Cette instance de Vigie n’envoie pas d’e-mails. Demandez un nouveau mot de passe à un administrateur.',
    action: 'Envoyer le lien',
    sent: 'Si un compte existe à cette adresse, un lien est en route. Il fonctionne pendant 30\u00a0minutes.',
    choose: 'Choisissez un nouveau mot de passe',
    save: 'Enregistrer le mot de passe',
    saved: 'Le nouveau mot de passe est enregistré. Connectez-vous avec lui.',
    back: 'Retour à la connexion',
  },
  invitation: {
    title: 'Vous avez une invitation',
    intro: 'Choisissez un mot de passe pour entrer.',
    action: 'Entrer',
    missing: 'Le lien est incomplet. Ouvrez-le depuis l’e-mail reçu, ou demandez-en un autre.',
  },
  away: 'Votre session a pris fin. Connectez-vous pour reprendre où vous en étiez.',
}

export const authWords = { en, fr } as const
