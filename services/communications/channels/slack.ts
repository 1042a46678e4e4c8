import type { ChatPostMessageArguments, WebClient } from '@slack/web-api'
import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { responseOf } from '../../../kit/http-client/send-http.ts'
import { plainText as worded } from '../../../kit/messages/message.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import { linksOf, type Message, plainText } from '../notifications/message.ts'
import { truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl, type Outcome, type SendContext } from './transport/channel-kind.ts'
import { httpPost } from './transport/http.ts'

export const slackFields = {
  channel: Type.String({ minLength: 1, maxLength: 200, description: 'Name (#alerts) or id of the channel.' }),
  mention_channel: Type.Boolean({ default: true, description: 'Call everybody (@channel) when it is critical.' }),
  token: Type.Optional(
    Type.String({ minLength: 1, secret: true, env: 'SLACK_BOT_TOKEN', description: 'Bot token, xoxb-….' }),
  ),
  api_url: HttpUrl({ default: 'https://slack.com/api/' }),
}

/** The Web API through Slack's own library, whose retries are off: the queue retries. */
export const slack = defineChannelKind({
  kind: 'slack',
  summary: 'A message to a Slack channel, with a bot token',
  fields: slackFields,
  lacks: ({ token }) => (token ? null : say('delivery.no-token')),
  send: (message, settings, context) =>
    asking(settings, context, client =>
      client.chat.postMessage({
        channel: settings.channel,
        text: `${callOf(message, settings.mention_channel)}${escaped(plainText(message, context.language))}`.slice(
          0,
          3_000,
        ),
        blocks: blocksOf(message, settings.mention_channel),
        metadata: { event_type: 'vigie_delivery', event_payload: { delivery_id: context.delivery_id } },
        unfurl_links: false,
        unfurl_media: false,
      }),
    ),
  verify: (settings, context) => asking(settings, context, client => client.auth.test()),
})

type Access = { readonly token?: string; readonly api_url: string }
type SlackAnswer = { readonly response_metadata?: { readonly warnings?: readonly string[] } }

async function asking(
  { token, api_url }: Access,
  context: SendContext,
  ask: (client: WebClient) => Promise<SlackAnswer>,
): Promise<Outcome> {
  const sdk = await import('@slack/web-api')
  const client = new sdk.WebClient(token, {
    slackApiUrl: api_url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: { ...silent, getLevel: () => sdk.LogLevel.ERROR },
    fetch: (url, init) => fetchThrough(String(url), init, context),
  })
  try {
    await ask(client)
    return { outcome: 'delivered' }
  } catch (thrown) {
    if (thrown instanceof sdk.WebAPIRateLimitedError) {
      return {
        outcome: 'retry',
        error: say('delivery.answered-with', { status: 429, text: 'ratelimited' }),
        retry_after_s: thrown.retryAfter,
      }
    }
    if (thrown instanceof sdk.WebAPIPlatformError) return outcomeOfError(String(thrown.data.error))
    if (thrown instanceof sdk.WebAPIHTTPError)
      return { outcome: 'retry', error: say('delivery.answered', { status: thrown.statusCode }) }
    if (thrown instanceof sdk.WebAPIRequestError) throw thrown.original
    // The library has no class of its own for a 429 that does not say when to come back.
    return { outcome: 'retry', error: worded(messageOf(thrown)) }
  }
}

/** What the library calls instead of the global fetch: our network policy, our time limit, a bounded answer. */
async function fetchThrough(url: string, init: RequestInit | undefined, context: SendContext): Promise<Response> {
  const headers = Object.fromEntries(new Headers(init?.headers))
  return responseOf(await httpPost(url, { headers, body: String(init?.body ?? ''), read_answer: true }, context))
}

/** Errors that say nothing about the message. Source: the error tables of chat.postMessage and of the Web API. */
const passing = new Set([
  'accesslimited',
  'fatal_error',
  'internal_error',
  'message_limit_exceeded',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
])

function outcomeOfError(error: string): Outcome {
  // A page instead of an error word: something between us and Slack answered.
  if (!/^[a-z0-9_]{1,80}$/.test(error)) return { outcome: 'retry', error: say('delivery.not-slack') }
  return { outcome: passing.has(error) ? 'retry' : 'refused', error: worded(error) }
}

type Blocks = Extract<ChatPostMessageArguments, { blocks: unknown }>['blocks']

function blocksOf(message: Message, mention: boolean): Blocks {
  const { headline, note, facts, lines } = message
  const links = linksOf(message).map(({ label, url }) => `<${escaped(url)}|${escaped(label)}>`)
  const call = callOf(message, mention)
  const texts = [...(call ? [call.trim()] : []), ...(note ? [escaped(note)] : []), ...linesOf(lines)]
  // At most 10 fields of 2,000 characters stand in one section, 3,000 in a text, 150 in a header.
  const fields = facts.slice(0, 10).map(({ label, value }) => markdown(`*${escaped(label)}*\n${escaped(value)}`, 2_000))
  return [
    { type: 'header', text: { type: 'plain_text', text: truncate(headline, 150), emoji: true } },
    ...texts.map(text => ({ type: 'section' as const, text: markdown(text, 3_000) })),
    ...(fields.length > 0 ? [{ type: 'section' as const, fields }] : []),
    ...(links.length > 0 ? [{ type: 'section' as const, text: markdown(links.join(' · '), 3_000) }] : []),
  ]
}

const callOf = ({ mention }: Message, wanted: boolean): string => (mention && wanted ? '<!channel> ' : '')

/** As few sections as hold them: a message may have 50 blocks. */
function linesOf(lines: readonly string[]): string[] {
  const sections: string[] = []
  for (const line of lines.map(escaped)) {
    const last = sections.at(-1)
    if (last !== undefined && last.length + line.length < 2_900) sections[sections.length - 1] = `${last}\n${line}`
    else sections.push(line)
  }
  return sections
}

const markdown = (text: string, longest: number) => ({ type: 'mrkdwn' as const, text: truncate(text, longest) })

/** Source: https://docs.slack.dev/messaging/formatting-message-text, "Escaping text". */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const nothing = (): void => {}
/** The library writes to the terminal otherwise; what matters of it comes back as the outcome. */
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
}
