import { Type } from 'typebox'
import { linksOf, type Message } from '../notifications/message.ts'
import { truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { outcomeOf, postJson, under } from './transport/http.ts'

const severity = { critical: 'critical', major: 'error', minor: 'warning', none: 'info' } as const

/** Events API v2 (https://developer.pagerduty.com/docs/send-alert-event). One alert for each incident. */
export const pagerduty = defineChannelKind({
  kind: 'pagerduty',
  summary: 'An alert in PagerDuty, triggered, acknowledged and resolved with the incident',
  fields: {
    routing_key: Type.String({ minLength: 1, secret: true, description: 'Integration key of the service.' }),
    api_url: HttpUrl({ default: 'https://events.pagerduty.com' }),
  },
  carries: 'alerts',
  send: async (message, { routing_key, api_url }, context) => {
    const [incident] = message.incidents
    const event_action = actionOf(message)
    const body = {
      routing_key,
      event_action,
      dedup_key: incident?.id ?? context.delivery_id,
      ...(event_action === 'trigger' ? alertOf(message) : {}),
    }
    return outcomeOf(await postJson(under(api_url, 'v2/enqueue'), { body }, context), context.clock.now())
  },
})

function actionOf({ kind }: Message): 'trigger' | 'acknowledge' | 'resolve' {
  if (kind === 'resolved') return 'resolve'
  return kind === 'acknowledged' ? 'acknowledge' : 'trigger'
}

function alertOf(message: Message) {
  const [incident] = message.incidents
  return {
    client: 'Vigie',
    links: linksOf(message).map(({ label, url }) => ({ href: url, text: label })),
    payload: {
      summary: truncate(message.headline, 1_000),
      source: incident?.components[0]?.name ?? 'Vigie',
      severity: severity[message.impact],
      ...(incident ? { timestamp: incident.started_at, ...(incident.group ? { group: incident.group } : {}) } : {}),
      custom_details: Object.fromEntries(message.facts.map(({ label, value }) => [label, value])),
    },
  }
}
