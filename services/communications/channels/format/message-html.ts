import { type Language, tables } from '../../../../contracts/messages/tables.ts'
import { emailHtml } from '../../emails/email-html.ts'
import type { Message } from '../../notifications/message.ts'
import { severityOf } from './format.ts'

/** The same e-mail that subscribers get, for the team: in one language, with everything that is known. */
export function messageHtml(message: Message, language: Language): string {
  const { headline, note, facts, lines, link, acknowledge } = message
  const first = acknowledge ?? link
  const part = {
    language,
    heading: headline,
    paragraphs: [...(note ? [note] : []), ...(lines.length > 0 ? [lines.join('\n')] : [])],
    facts,
    action: first,
    closing: link && link !== first ? [`${link.label}${tables[language].notifications.colon}${link.url}`] : [],
  }
  return emailHtml({ subject: headline, tone: severityOf(message), parts: [part] })
}
