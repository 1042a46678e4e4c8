import type { MailWanted } from '../../../contracts/identity/access.ts'
import { tables } from '../../../contracts/messages/tables.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import type { EventData } from '../../../kit/service/event.ts'
import { siteUrl, type Wording } from '../notifications/message.ts'
import { timeText } from '../notifications/time-text.ts'
import { inEveryLanguage, languageOr } from './email.ts'
import type { EmailSender } from './email-sender.ts'

type Deps = {
  readonly emails: Pick<EmailSender, 'add'>
  readonly clock: Clock
  readonly log: Log
  readonly settings: Wording
}

/** Invitations and new passwords, in the user's language. Their links are secrets: they stand nowhere but in the e-mail. */
export async function sendRequestedEmail(requested: EventData<typeof MailWanted>, deps: Deps): Promise<void> {
  const { emails, clock, log, settings } = deps
  const { id, kind, to, expires_at } = requested
  if (clock.now() >= Date.parse(expires_at)) return
  const url = siteUrl(settings, requested.path)
  if (url === null) {
    log.error({ email_id: id, kind }, 'an e-mail was not sent: set public_url, which its link needs')
    return
  }
  const language = languageOr(requested.language, settings.language)
  const content = inEveryLanguage(language, one => {
    const words = tables[one].identity
    const until = timeText(expires_at, { language: one, time_zone: settings.time_zone })
    return {
      heading: words[kind].subject,
      paragraphs: [words.greeting(requested.name), words[kind].text],
      facts: [],
      action: { label: words[kind].action, url },
      closing: [words.until(until), words.ignore],
    }
  })
  await emails.add([{ id, address: to, content, thread: null, unsubscribe_url: null, expires_at }])
}
