import { Type } from 'typebox'
import { linksOf, type Message } from '../notifications/message.ts'
import { escapeMarkdown, fitLines, severityColour, severityOf, truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { fieldsOf, outcomeOf, postJson, secondsIn } from './transport/http.ts'

/** Execute Webhook (https://docs.discord.com/developers/resources/webhook#execute-webhook). */
export const discord = defineChannelKind({
  kind: 'discord',
  summary: 'A message to a Discord channel, through its webhook',
  fields: {
    url: HttpUrl({ secret: true, description: 'Address of the webhook of the channel.' }),
    mention_everyone: Type.Boolean({ default: true, description: 'Call @everyone when it is critical.' }),
  },
  send: async (message, { url, mention_everyone }, context) => {
    const call = message.mention && mention_everyone
    const body = {
      ...(call ? { content: '@everyone' } : {}),
      allowed_mentions: { parse: call ? ['everyone'] : [] },
      embeds: [embedOf(message)],
    }
    // Without `wait`, Discord answers before it knows whether the message was taken.
    const address = new URL(url)
    address.searchParams.set('wait', 'true')
    const answer = await postJson(address.href, { body }, context)
    return outcomeOf(answer, context.clock.now(), secondsIn(fieldsOf(answer).retry_after))
  },
})

/** All texts of an embed together have 6,000 characters, a title 256, a value 1,024; at most 25 fields. */
function embedOf(message: Message) {
  const { headline, note, facts, lines } = message
  const links = linksOf(message).map(({ label, url }) => `[${escapeMarkdown(label)}](${url})`)
  const text = fitLines([...(note ? [note] : []), ...lines].map(escapeMarkdown), 2_600)
  return {
    title: truncate(headline, 256),
    description: [...text, ...links].join('\n'),
    color: Number.parseInt(severityColour[severityOf(message)].slice(1), 16),
    fields: facts.slice(0, 12).map(({ label, value }) => ({
      name: truncate(label, 50),
      value: truncate(escapeMarkdown(value), 180),
      inline: value.length < 40,
    })),
  }
}
