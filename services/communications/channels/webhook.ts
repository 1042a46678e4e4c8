import { Type } from 'typebox'
import { expecting, say } from '../../../contracts/messages/words.ts'
import { fieldProblem } from '../../../contracts/refusals.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { httpPost, outcomeOf } from './transport/http.ts'

/** Set by us and by HTTP itself; somebody who overrides them breaks the protocol. */
const reserved = /^(webhook-(id|timestamp|signature)|content-length|host|connection|transfer-encoding)$/i

const fields = {
  url: HttpUrl({ secret: true, description: 'Where each event is sent as a CloudEvent.' }),
  secret: Type.Optional(
    Type.String({
      minLength: 8,
      secret: true,
      description: 'Signs each request: whsec_ and base64 of the key; of any other text its UTF-8 bytes are the key.',
    }),
  ),
  headers: Type.Optional(
    Type.Record(
      Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" }),
      Type.String({ pattern: '^[\\t\\x20-\\x7e]*$', ...expecting(say('expects.ascii-line')) }),
      { secret: true, description: 'Sent with each request, for example an authorization. Kept secret.' },
    ),
  ),
}

/** Standard Webhooks (https://www.standardwebhooks.com): id, time of the attempt and signature stand in headers. */
export const webhook = defineChannelKind({
  kind: 'webhook',
  summary: 'Each event as a signed CloudEvent, for programs',
  fields,
  carries: 'events',
  problems: ({ secret, headers = {} }) => [
    ...(secret !== undefined && !signingKey(secret) ? [fieldProblem('secret', 'problem.base64')] : []),
    ...Object.keys(headers)
      .filter(name => reserved.test(name))
      .map(name => fieldProblem('headers', 'problem.own-header', { name })),
  ],
  send: async (message, { url, secret, headers = {} }, context) => {
    const body = JSON.stringify(message.event)
    const at = new Date(context.clock.now())
    const signature =
      secret === undefined ? {} : { 'webhook-signature': await sign(secret, context.delivery_id, at, body) }
    const answer = await httpPost(
      url,
      {
        body,
        headers: {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          ...headers,
          'user-agent': 'Vigie',
          'webhook-id': context.delivery_id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          ...signature,
        },
      },
      context,
    )
    return outcomeOf(answer, context.clock.now())
  },
})

async function sign(secret: string, id: string, at: Date, body: string): Promise<string> {
  const { Webhook } = await import('standardwebhooks')
  return new Webhook(signingKey(secret) ?? new Uint8Array(), { format: 'raw' }).sign(id, at, body)
}

/** Null when it begins like a Standard Webhooks secret and is none. */
function signingKey(secret: string): Uint8Array | null {
  if (!secret.startsWith('whsec_')) return Buffer.from(secret)
  const encoded = secret.slice('whsec_'.length)
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return null
  return Buffer.from(encoded, 'base64')
}
