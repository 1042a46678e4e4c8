import type { FakeSlack } from '../kit/testing/slack.ts'
import type { WebhookSink } from '../kit/testing/webhook.ts'

/** What people were told of one service. */
export type Told = {
  readonly what: 'opened' | 'resolved' | 'other'
  /** Epoch milliseconds of its arrival. */
  readonly at: number
  /** The delivery's key: the same on every attempt. */
  readonly key: string
  readonly incident: string
  readonly service: string
}

export type ToldByWebhook = Told & {
  /** How often the incident had been reopened by then. */
  readonly cycle: number
}

export function toldOnSlack(slack: FakeSlack, service: string): Told[] {
  return slack.messages
    .filter(message => JSON.stringify(message.blocks).includes(`${service}"`) || message.text.includes(`${service}\n`))
    .map(({ at, text, metadata }) => ({
      what: text.includes('✅') ? 'resolved' : 'opened',
      at,
      key: String(metadata?.event_payload.delivery_id),
      incident: /INC-[\d-]+/.exec(text)?.[0] ?? '',
      service,
    }))
}

type Body = {
  readonly type: string
  readonly data: { readonly id: string; readonly reopened: number; readonly component: { readonly name: string } }
}

/** In the order of arrival. */
export function toldByWebhook(sink: WebhookSink): ToldByWebhook[] {
  return sink.accepted.map(({ at, body, headers }) => {
    const { type, data } = JSON.parse(body) as Body
    const what = /incident-(opened|resolved)\.v1$/.exec(type)?.[1] ?? 'other'
    return {
      what: what as Told['what'],
      at,
      key: String(headers['webhook-id']),
      incident: data.id,
      service: data.component.name,
      cycle: data.reopened,
    }
  })
}
