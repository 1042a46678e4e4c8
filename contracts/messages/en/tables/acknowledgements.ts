/** The page behind the link of a message to the team. Plain text: who shows it escapes it. */

export const acknowledgements = {
  ask: (number: string) => ({ title: `Look after ${number}`, action: 'I look after it' }),
  done: { title: 'It is yours', text: 'The others see that somebody looks after it.' },
  already: { title: 'Somebody looks after it already', text: 'Nothing is left to press here.' },
  over: { title: 'It is over already', text: 'The incident is resolved. Nothing is left to press here.' },
  used: { title: 'This link was used', text: 'Each link works once. The console shows the incident.' },
  expired: { title: 'This link has expired', text: 'It worked for a day. The console shows the incident.' },
  unknown: { title: 'This link does not work', text: 'It is incomplete, or the incident is gone.' },
  failed: { title: 'It did not work this time', text: 'The link still works: try again in a moment.' },
}
export type AcknowledgementMessages = typeof acknowledgements
