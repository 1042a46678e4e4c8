import { type Answer, type Behaviour, type LocalServer, type Received, startLocalServer } from './local-server.ts'

export type SlackMessage = {
  readonly channel: string
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly metadata: { readonly event_type: string; readonly event_payload: Readonly<Record<string, unknown>> } | null
  /** Epoch milliseconds of its arrival. */
  readonly at: number
}

/** `limited`: 429 with `Retry-After`. `failing`: 500. `revoked`: 200 with `invalid_auth`, as Slack says it. */
export type SlackBehaviour = Exclude<Behaviour, Answer> | 'failing' | 'revoked' | { readonly limited_s: number }

/** A Slack Web API with the two methods that Vigie calls. `api_url` is what a configuration names. */
export type FakeSlack = Omit<LocalServer, 'behave'> & {
  readonly api_url: string
  readonly token: string
  readonly messages: readonly SlackMessage[]
  /** Every call that reached it, refused ones included. */
  readonly calls: readonly { readonly method: string; readonly at: number }[]
  behave(behaviour: SlackBehaviour): Promise<void>
}

export async function startSlack(token = 'xoxb-test-token'): Promise<FakeSlack> {
  const messages: SlackMessage[] = []
  const calls: { method: string; at: number }[] = []
  let refusal: Answer | undefined
  const server = await startLocalServer(
    received => {
      const method = methodOf(received)
      if (refusal) return refusal
      if (received.headers.authorization !== `Bearer ${token}`) return json({ ok: false, error: 'invalid_auth' })
      if (method === 'auth.test') return json({ ok: true, team: 'Test', user: 'vigie', team_id: 'T1', user_id: 'U1' })
      if (method !== 'chat.postMessage') return json({ ok: false, error: 'unknown_method' })
      const message = messageFrom(received)
      if (!message.channel) return json({ ok: false, error: 'channel_not_found' })
      messages.push(message)
      return json({ ok: true, channel: message.channel, ts: `${Math.floor(received.at / 1000)}.${messages.length}` })
    },
    received => calls.push({ method: methodOf(received), at: received.at }),
  )
  return {
    ...server,
    api_url: `${server.url}/api/`,
    token,
    messages,
    calls,
    behave: behaviour => {
      refusal = refusalOf(behaviour)
      return server.behave(refusal ? 'ok' : (behaviour as Behaviour))
    },
  }
}

function refusalOf(behaviour: SlackBehaviour): Answer | undefined {
  if (behaviour === 'failing') return { status: 500, body: 'upstream connect error' }
  if (behaviour === 'revoked') return json({ ok: false, error: 'invalid_auth' })
  if (typeof behaviour === 'object' && 'limited_s' in behaviour) {
    const answer = json({ ok: false, error: 'ratelimited' })
    return { ...answer, status: 429, headers: { ...answer.headers, 'retry-after': String(behaviour.limited_s) } }
  }
  return undefined
}

const methodOf = (received: Received): string => received.path.split('?')[0]?.split('/').pop() ?? ''

/** The SDK sends a form whose structured fields are JSON text; the API also takes JSON. */
function messageFrom(received: Received): SlackMessage {
  const fields = received.headers['content-type']?.includes('application/json')
    ? (JSON.parse(received.body) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(received.body))
  const structured = (name: string): unknown => {
    const value = fields[name]
    return typeof value === 'string' ? JSON.parse(value) : value
  }
  return {
    channel: String(fields.channel ?? ''),
    text: String(fields.text ?? ''),
    blocks: (structured('blocks') ?? []) as readonly unknown[],
    metadata: (structured('metadata') ?? null) as SlackMessage['metadata'],
    at: received.at,
  }
}

function json(body: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}
