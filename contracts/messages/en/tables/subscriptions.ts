/** What subscribers read, in letters and on the pages behind their links. Plain text: who shows it escapes it. */

export const subscriptions = {
  /** Before the title, so that mail programs can sort. */
  status: 'Status',
  ask: {
    subject: 'Confirm your subscription',
    text: 'Somebody, probably you, asked for status news at this address. Press the button to receive it:',
    action: 'Confirm',
    ignore: 'If it was not you, ignore this e-mail: without a confirmation you hear nothing more.',
  },
  asked: 'If the address can receive it, an e-mail with a link to confirm is on its way.',
  topic: {
    opened: (title: string) => `Incident: ${title}`,
    reopened: (title: string) => `Again: ${title}`,
    said: (title: string) => `Update: ${title}`,
    resolved: (title: string) => `Resolved: ${title}`,
  },
  fact: { components: 'Affected', status: 'Status', started_at: 'Started', duration: 'Duration' },
  phase: {
    investigating: 'investigating',
    identified: 'identified',
    monitoring: 'monitoring',
    resolved: 'resolved',
  },
  details: 'Follow it on the status page',
  why: 'You receive this because you subscribed to this status page.',
  whyFollowed: 'You receive this because you follow this incident or one of its components.',
  choose: (url: string) => `Choose what you are told: ${url}`,
  unsubscribe: (url: string) => `Unsubscribe: ${url}`,
  page: {
    confirm: { title: 'Receive status news', text: 'Press to receive status news by e-mail.', action: 'Confirm' },
    unsubscribe: { title: 'Unsubscribe', text: 'Press to receive no more e-mails.', action: 'Unsubscribe' },
    active: { title: 'Confirmed', text: 'From now on you receive status news by e-mail.' },
    ended: { title: 'Unsubscribed', text: 'You receive no more e-mails.' },
    unknown: {
      title: 'This link no longer works',
      text: 'It was used, has expired or is incomplete. You can subscribe again.',
    },
  },
}
export type SubscriptionMessages = typeof subscriptions
