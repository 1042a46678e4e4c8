import { Type } from 'typebox'
import { linksOf, type Message } from '../notifications/message.ts'
import { escapeHtml, fitLines, truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { outcomeOf, postJson } from './transport/http.ts'

/** Webhook of a space (https://developers.google.com/workspace/chat/quickstart/webhooks). */
export const googleChat = defineChannelKind({
  kind: 'google-chat',
  summary: 'A card to a Google Chat space, through its webhook',
  fields: {
    url: HttpUrl({ secret: true, description: 'Address of the webhook of the space.' }),
    mention_all: Type.Boolean({ default: true, description: 'Call everybody when it is critical.' }),
  },
  send: async (message, { url, mention_all }, context) => {
    const address = new URL(url)
    // Asked again with the same id, it answers with the message that it has.
    address.searchParams.set('requestId', context.delivery_id)
    const [incident] = message.incidents
    const thread = message.incidents.length === 1 && incident ? { thread: { threadKey: incident.id } } : {}
    if ('thread' in thread) address.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD')
    const body = {
      ...(message.mention && mention_all ? { text: '<users/all>' } : {}),
      ...thread,
      cardsV2: [{ cardId: context.delivery_id, card: cardOf(message) }],
    }
    return outcomeOf(await postJson(address.href, { body }, context), context.clock.now())
  },
})

/** A message may have 32,000 bytes. The texts of cards are HTML, their headers are not. */
function cardOf(message: Message) {
  const { headline, note, facts, lines } = message
  const text = fitLines([...(note ? [note] : []), ...lines].map(escapeHtml), 4_000)
  const buttons = linksOf(message).map(({ label, url }) => ({ text: label, onClick: { openLink: { url } } }))
  const widgets = [
    ...(text.length > 0 ? [{ textParagraph: { text: text.join('<br>') } }] : []),
    ...facts.slice(0, 12).map(({ label, value }) => ({
      decoratedText: { topLabel: label, text: escapeHtml(truncate(value, 300)), wrapText: true },
    })),
    ...(buttons.length > 0 ? [{ buttonList: { buttons } }] : []),
  ]
  return { header: { title: truncate(headline, 250) }, ...(widgets.length > 0 ? { sections: [{ widgets }] } : {}) }
}
