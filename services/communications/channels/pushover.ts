import { Type } from 'typebox'
import { linksOf, type Message, plainBody } from '../notifications/message.ts'
import { severityOf, truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { outcomeOf, postJson, secondsIn, under } from './transport/http.ts'

const key = (description: string) => Type.String({ pattern: '^\\S{1,100}$', secret: true, description })

/** Message API (https://pushover.net/api). */
export const pushover = defineChannelKind({
  kind: 'pushover',
  summary: 'A push message through Pushover',
  fields: {
    token: key('Token of the application.'),
    user: key('Key of the user or group.'),
    emergency: Type.Boolean({
      default: false,
      description: 'What is critical is repeated every minute for an hour, until somebody confirms it there.',
    }),
    api_url: HttpUrl({ default: 'https://api.pushover.net' }),
  },
  send: async (message, { token, user, emergency, api_url }, context) => {
    const [first] = linksOf(message)
    const body = {
      token,
      user,
      title: truncate(message.headline, 250),
      message: truncate(plainBody(message, context.language) || message.headline, 1_000),
      ...urgencyOf(message, emergency),
      ...(first && first.url.length <= 512 ? { url: first.url, url_title: truncate(first.label, 100) } : {}),
    }
    const answer = await postJson(under(api_url, '1/messages.json'), { body }, context)
    // The quota of a month comes back at a time that is given in seconds since 1970.
    const reset = answer.status === 429 ? secondsIn(answer.headers['x-limit-app-reset']) : undefined
    const now = context.clock.now()
    return outcomeOf(answer, now, reset === undefined ? undefined : Math.max(0, reset - now / 1000))
  },
})

function urgencyOf(message: Message, emergency: boolean) {
  if (message.mention) return emergency ? { priority: 2, retry: 60, expire: 3_600 } : { priority: 1 }
  return { priority: severityOf(message) === 'plain' ? -1 : 0 }
}
