/** The letters that identity wants written, and the name of those who are gone. Plain text: each channel escapes it. */
export const identity = {
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
export type IdentityMessages = typeof identity
