import type { Static } from 'typebox'
import type { MailWanted } from '../../../contracts/access.ts'
import { identityMessages } from '../../../contracts/messages/identity.ts'
import type { Language } from '../../../contracts/messages/notifications.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { timeText } from '../notifications/time-text.ts'
import { bothLanguages, type EmailPart } from './email.ts'
import type { EmailSender } from './email-sender.ts'

type Parts = {
  readonly mails: Pick<EmailSender, 'add'>
  readonly clock: Clock
  readonly log: Log
  readonly settings: { readonly language: Language; readonly time_zone: string; readonly public_url?: string }
}

/** Invitations and new passwords, in the user's language. Their links are secrets: they stand nowhere but in the letter. */
export async function sendRequestedEmail(wanted: Static<typeof MailWanted.data>, parts: Parts): Promise<void> {
  const { mails, clock, log, settings } = parts
  const { id, kind, to, expires_at } = wanted
  if (clock.now() >= Date.parse(expires_at)) return
  if (!settings.public_url) {
    log.error({ mail_id: id, kind }, 'a letter was not written: set public_url, which its link needs')
    return
  }
  const url = `${settings.public_url.replace(/\/+$/, '')}${wanted.path}`
  const language = wanted.language === 'fr' || wanted.language === 'en' ? wanted.language : settings.language
  const partIn = (one: Language): EmailPart => {
    const words = identityMessages[one]
    const until = timeText(expires_at, { language: one, time_zone: settings.time_zone })
    return {
      language: one,
      heading: words[kind].subject,
      paragraphs: [words.greeting(wanted.name), words[kind].text],
      facts: [],
      action: { label: words[kind].action, url },
      closing: [words.until(until), words.ignore],
    }
  }
  const letter = {
    subject: identityMessages[language][kind].subject,
    tone: 'plain' as const,
    parts: bothLanguages(language).map(partIn),
  }
  await mails.add([{ id, address: to, letter, thread: null, unsubscribe_url: null, expires_at }])
}
