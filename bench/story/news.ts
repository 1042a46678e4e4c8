import type { SmtpSink } from '../../kit/testing/smtp.ts'
import type { WebhookSink } from '../../kit/testing/webhook.ts'
import type { World } from './world.ts'

/** One message that concerns one service. */
export type News = {
  readonly what: 'opened' | 'resolved' | 'announced'
  readonly service: string
  /** The same on every attempt to deliver it. */
  readonly key: string
}

export const announcementOf = (service: string): string => `News of ${service}`

/** What people were told, by channel. */
export function newsOn({ slack, smtp, hook, direct }: World): ReadonlyMap<string, readonly News[]> {
  const onSlack = slack.messages.flatMap(({ text, metadata }) =>
    newsIn(text, String(metadata?.event_payload.delivery_id)),
  )
  return new Map([
    ['Slack', onSlack],
    ['e-mail', newsByMail(smtp)],
    ['a webhook', newsByWebhook(hook)],
    ['the other webhook', newsByWebhook(direct)],
  ])
}

function newsByMail({ mails }: SmtpSink): News[] {
  return mails.flatMap(({ headers, source }) => {
    const [, plain = ''] = source.split(/^Content-Type: text\/(?:plain|html)/m)
    return newsIn(plain.replace(/=\r\n/g, ''), headers['message-id'] ?? '')
  })
}

/** Several may be in one message. */
function newsIn(text: string, key: string): News[] {
  const found = [...text.matchAll(/(Resolved: |News of )?(Service \d+)( is down)?/g)]
  const news = found.flatMap(([, before, service = '', after]): News[] => {
    if (before === 'News of ') return [{ what: 'announced', service, key }]
    return after ? [{ what: before ? 'resolved' : 'opened', service, key }] : []
  })
  return [...new Map(news.map(one => [`${one.what} ${one.service}`, one])).values()]
}

type Body = {
  readonly type: string
  readonly data: { readonly title: string; readonly component?: { readonly name: string } | null }
}

function newsByWebhook({ accepted }: WebhookSink): News[] {
  return accepted.flatMap(({ body, headers }): News[] => {
    const { type, data } = JSON.parse(body) as Body
    const [, what] = /-(opened|resolved|published)\.v1$/.exec(type) ?? []
    const service = /Service \d+/.exec(data.component?.name ?? data.title)?.[0]
    if (!what || !service) return []
    return [
      {
        what: what === 'published' ? 'announced' : (what as News['what']),
        service,
        key: String(headers['webhook-id']),
      },
    ]
  })
}
