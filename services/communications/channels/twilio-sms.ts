import { Type } from 'typebox'
import { expecting, say } from '../../../contracts/messages/words.ts'
import { linksOf, type Message } from '../notifications/message.ts'
import { truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { httpPost, outcomeOf, under } from './transport/http.ts'

/** Messages resource (https://www.twilio.com/docs/messaging/api/message-resource). */
export const twilioSms = defineChannelKind({
  kind: 'twilio-sms',
  summary: 'A text message to one telephone, through Twilio',
  fields: {
    account_sid: Type.String({ pattern: '^[A-Za-z0-9]{2,64}$', description: 'AC….' }),
    auth_token: Type.String({ minLength: 1, secret: true }),
    from: Type.String({
      minLength: 2,
      maxLength: 64,
      description: 'Number or name that it comes from, or the SID (MG…) of a messaging service.',
    }),
    // One only: of several, those who have it already would get it again when one of them fails.
    to: Type.String({ pattern: '^\\+[0-9]{6,15}$', ...expecting(say('expects.phone')) }),
    api_url: HttpUrl({ default: 'https://api.twilio.com' }),
  },
  send: async (message, { account_sid, auth_token, from, to, api_url }, context) => {
    const sender = /^MG[0-9a-f]{32}$/i.test(from) ? { MessagingServiceSid: from } : { From: from }
    const answer = await httpPost(
      under(api_url, `2010-04-01/Accounts/${account_sid}/Messages.json`),
      {
        body: new URLSearchParams({ To: to, ...sender, Body: textOf(message) }).toString(),
        headers: {
          authorization: `Basic ${Buffer.from(`${account_sid}:${auth_token}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
      },
      context,
    )
    return outcomeOf(answer, context.clock.now())
  },
})

/** Every 153 characters are paid for, and only 67 when there is a sign outside of the alphabet of text messages. */
function textOf(message: Message): string {
  const { headline, note, facts, lines } = message
  const said = facts.filter(({ value }) => !headline.includes(value)).map(({ value }) => value)
  const text = [headline, note ?? '', lines.join('\n'), said.slice(0, 3).join(', ')].filter(Boolean).join('\n')
  const short = truncate(text.replace(/\p{Extended_Pictographic}\uFE0F?\s*/gu, ''), 300)
  return [short, ...linksOf(message).map(({ url }) => url)].join('\n').slice(0, 1_600)
}
