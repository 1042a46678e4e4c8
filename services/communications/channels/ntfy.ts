import { Type } from 'typebox'
import { expecting, say } from '../../../contracts/messages/words.ts'
import { linksOf, plainBody } from '../notifications/message.ts'
import { severityOf, truncate, truncateBytes } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { outcomeOf, postJson } from './transport/http.ts'

const priority = { trouble: 4, unsure: 3, good: 3, plain: 2 } as const

/** Publish as JSON (https://docs.ntfy.sh/publish/#publish-as-json). */
export const ntfy = defineChannelKind({
  kind: 'ntfy',
  summary: 'A push message through ntfy',
  fields: {
    topic: Type.String({ pattern: '^[-_A-Za-z0-9]{1,64}$', ...expecting(say('expects.topic')) }),
    url: HttpUrl({ default: 'https://ntfy.sh', description: 'The server.' }),
    token: Type.Optional(Type.String({ minLength: 1, secret: true, description: 'Access token, tk_….' })),
  },
  send: async (message, { topic, url, token }, context) => {
    const links = linksOf(message)
    const body = {
      topic,
      title: truncate(message.headline, 250),
      // Longer ones become an attachment.
      message: truncateBytes(plainBody(message, context.language) || message.headline, 4_000),
      priority: message.mention ? 5 : priority[severityOf(message)],
      // Servers that know it show a repeat in the place of the first.
      sequence_id: context.delivery_id,
      ...(links[0] ? { click: links[0].url } : {}),
      actions: links.slice(0, 3).map(({ label, url }) => ({ action: 'view', label, url })),
    }
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return outcomeOf(await postJson(url, { body, headers }, context), context.clock.now())
  },
})
