import { Type } from 'typebox'
import { plainBody } from '../notifications/message.ts'
import { truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { outcomeOf, postJson, secondsIn, under } from './transport/http.ts'

const priority = { critical: 'P1', major: 'P2', minor: 'P3', none: 'P5' } as const

/** Alert API (https://docs.opsgenie.com/docs/alert-api). The alias is the incident: its alert is the same one always. */
export const opsgenie = defineChannelKind({
  kind: 'opsgenie',
  summary: 'An alert in Opsgenie, created, acknowledged and closed with the incident',
  fields: {
    api_key: Type.String({ minLength: 1, secret: true, description: 'Key of the API integration.' }),
    api_url: HttpUrl({
      default: 'https://api.opsgenie.com',
      description: 'In Europe https://api.eu.opsgenie.com; in Jira the address of its Opsgenie integration.',
    }),
    responders: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50, description: 'Names of teams.' }),
    ),
  },
  carries: 'alerts',
  send: async (message, { api_key, api_url, responders = [] }, context) => {
    const alias = message.incidents[0]?.id ?? context.delivery_id
    const change = message.kind === 'resolved' ? 'close' : message.kind === 'acknowledged' ? 'acknowledge' : null
    const path = change ? `v2/alerts/${encodeURIComponent(alias)}/${change}?identifierType=alias` : 'v2/alerts'
    const alert = {
      alias,
      message: truncate(message.headline, 130),
      description: truncate(plainBody(message, context.language), 15_000),
      priority: priority[message.impact],
      details: Object.fromEntries(message.facts.map(({ label, value }) => [label, truncate(value, 500)])),
      responders: responders.map(name => ({ type: 'team', name })),
    }
    const body = { ...(change ? {} : alert), source: 'Vigie' }
    const headers = { authorization: `GenieKey ${api_key}` }
    const answer = await postJson(under(api_url, path), { body, headers }, context)
    return outcomeOf(answer, context.clock.now(), secondsIn(answer.headers['x-ratelimit-period-in-sec']))
  },
})
