import { Type } from 'typebox'
import { linksOf, plainBody } from '../notifications/message.ts'
import { severityOf } from './format/severity-colour.ts'
import { truncate } from './format/truncate.ts'
import { defineChannelKind } from './transport/channel-kind.ts'
import { outcomeOf, postJson } from './transport/http-post.ts'
import { HttpUrl, under, urlProblems } from './transport/http-url.ts'

const priority = { trouble: 8, unsure: 5, good: 5, plain: 3 } as const

/** Create message (https://gotify.net/api-docs). */
export const gotify = defineChannelKind({
  kind: 'gotify',
  summary: 'A push message through a Gotify server',
  schema: Type.Object(
    {
      url: HttpUrl({ description: 'The server.' }),
      token: Type.String({ minLength: 1, secret: true, description: 'Token of the application.' }),
    },
    { additionalProperties: false },
  ),
  carries: 'messages',
  problems: ({ url }) => urlProblems('url', url),
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
