import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { plainText } from '../notifications/message.ts'
import { messageHtml } from './format/message-html.ts'
import { defineChannelKind } from './transport/channel-kind.ts'
import { sendEmail } from './transport/send-mail.ts'
import { Address } from './transport/smtp.ts'

/** Through the mail server of section `smtp`: text and HTML, one message to all addresses. */
export const email = defineChannelKind({
  kind: 'email',
  summary: 'An e-mail through the mail server of section smtp',
  fields: { to: Type.Array(Address, { minItems: 1, maxItems: 100, uniqueItems: true, description: 'Addresses.' }) },
  lacks: (_settings, smtp) => (smtp ? null : say('delivery.no-smtp', { field: 'from' })),
  send: async (message, { to }, context) => {
    const { smtp, language } = context
    if (!smtp) return { outcome: 'refused', error: say('delivery.no-mail-server') }
    const incident = message.incidents.length === 1 ? message.incidents[0] : undefined
    const text = plainText(message, language)
    const mail = { to, subject: message.headline, text, html: messageHtml(message, language) }
    return sendEmail(incident ? { ...mail, thread: `incident.${incident.id}` } : mail, smtp, context)
  },
})
