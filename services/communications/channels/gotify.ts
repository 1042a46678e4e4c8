import { Type } from 'typebox'
import { linksOf, plainBody } from '../notifications/message.ts'
import { severityOf, truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { outcomeOf, postJson, under } from './transport/http.ts'

const priority = { trouble: 8, unsure: 5, good: 5, plain: 3 } as const

/** Create message (https://gotify.net/api-docs). */
export const gotify = defineChannelKind({
  kind: 'gotify',
  summary: 'A push message through a Gotify server',
  fields: {
    url: HttpUrl({ description: 'The server.' }),
    token: Type.String({ minLength: 1, secret: true, description: 'Token of the application.' }),
  },
  send: async (message, { url, token }, context) => {
    const [first] = linksOf(message)
    const body = {
      title: truncate(message.headline, 250),
      message: truncate(plainBody(message, context.language) || message.headline, 10_000),
      priority: message.mention ? 10 : priority[severityOf(message)],
      extras: {
        'client::display': { contentType: 'text/plain' },
        ...(first ? { 'client::notification': { click: { url: first.url } } } : {}),
      },
    }
    const answer = await postJson(under(url, 'message'), { body, headers: { 'x-gotify-key': token } }, context)
    return outcomeOf(answer, context.clock.now())
  },
})
