import { type LocalServer, type Received, startLocalServer } from './local-server.ts'

/** What webhooks are sent to. It keeps what it accepted apart from what it turned away or left hanging. */
export type WebhookSink = LocalServer & {
  readonly accepted: readonly Received[]
  /** Every request that reached it, the accepted ones included. */
  readonly attempts: readonly Received[]
}

export async function startWebhookSink(): Promise<WebhookSink> {
  const accepted: Received[] = []
  const attempts: Received[] = []
  const server = await startLocalServer(
    received => {
      accepted.push(received)
      return { status: 204 }
    },
    received => attempts.push(received),
  )
  return { ...server, accepted, attempts }
}
