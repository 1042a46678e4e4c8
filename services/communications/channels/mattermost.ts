import { Type } from 'typebox'
import { linksOf, type Message } from '../notifications/message.ts'
import { escapeMarkdown, fitLines, severityColour, severityOf, truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { outcomeOf, postJson, secondsIn } from './transport/http.ts'

/** Incoming webhook (https://developers.mattermost.com/integrate/webhooks/incoming/). */
export const mattermost = defineChannelKind({
  kind: 'mattermost',
  summary: 'A message to a Mattermost channel, through an incoming webhook',
  fields: {
    url: HttpUrl({ secret: true, description: 'Address of the incoming webhook.' }),
    channel: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'Another channel than the one of the webhook.' }),
    ),
    mention_channel: Type.Boolean({ default: true, description: 'Call @channel when it is critical.' }),
  },
  send: async (message, { url, channel, mention_channel }, context) => {
    const body = {
      ...(channel === undefined ? {} : { channel }),
      ...(message.mention && mention_channel ? { text: '@channel' } : {}),
      attachments: [attachmentOf(message)],
    }
    const answer = await postJson(url, { body }, context)
    return outcomeOf(answer, context.clock.now(), secondsIn(answer.headers['x-ratelimit-reset']))
  },
})

/** Older servers refuse attachments of more than 7,900 characters. */
function attachmentOf(message: Message) {
  const { headline, note, facts, lines } = message
  const [first] = linksOf(message)
  const links = linksOf(message).map(({ label, url }) => `[${escapeMarkdown(label)}](${url})`)
  const text = fitLines([...(note ? [note] : []), ...lines].map(escapeMarkdown), 2_500)
  return {
    fallback: truncate(headline.replaceAll('@', '@\u2060'), 300),
    color: severityColour[severityOf(message)],
    title: truncate(escapeMarkdown(headline), 300),
    ...(first ? { title_link: first.url } : {}),
    text: [...text, ...(links.length > 0 ? [links.join(' · ')] : [])].join('\n'),
    fields: facts.slice(0, 12).map(({ label, value }) => ({
      title: label,
      value: truncate(escapeMarkdown(value), 250),
      short: value.length < 40,
    })),
  }
}
