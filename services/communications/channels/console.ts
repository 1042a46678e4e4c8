import { plainText } from '../notifications/message.ts'
import { defineChannelKind } from './transport/channel-kind.ts'

export const consoleChannel = defineChannelKind({
  kind: 'console',
  summary: 'A line in the log of this program',
  fields: {},
  send: async (message, _settings, { language, delivery_id, log }) => {
    const { kind, impact, headline, incidents } = message
    const facts = {
      notification: kind,
      delivery_id,
      impact,
      headline,
      incidents: incidents.map(incident => incident.number),
      text: plainText(message, language),
    }
    if (kind === 'resolved' || kind === 'test') log.info(facts, 'notification')
    else log.warn(facts, 'notification')
    return { outcome: 'delivered' }
  },
})
