import { Type } from 'typebox'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { say } from '../../../contracts/messages/words.ts'
import { linksOf, type Message } from '../notifications/message.ts'
import { escapeHtml, truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { fieldsOf, outcomeOf, postJson, secondsIn, under } from './transport/http.ts'

/** Bot API, sendMessage (https://core.telegram.org/bots/api#sendmessage). */
export const telegram = defineChannelKind({
  kind: 'telegram',
  summary: 'A message of a Telegram bot to a chat, group or channel',
  fields: {
    token: Type.String({ minLength: 1, pattern: '^[^\\s/]+$', secret: true, description: 'Token of the bot.' }),
    chat_id: Type.String({ minLength: 1, maxLength: 100, description: 'Number of the chat, or @name of a channel.' }),
    topic_id: Type.Optional(Type.Integer({ minimum: 1, description: 'Topic of a group that has topics.' })),
    api_url: HttpUrl({ default: 'https://api.telegram.org' }),
  },
  send: async (message, { token, chat_id, topic_id, api_url }, context) => {
    const body = {
      chat_id,
      ...(topic_id === undefined ? {} : { message_thread_id: topic_id }),
      text: textOf(message, context.language),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      disable_notification: message.kind === 'resolved' || message.kind === 'updated',
    }
    const answer = await postJson(under(api_url, `bot${token}/sendMessage`), { body }, context)
    const { ok, parameters } = fieldsOf(answer)
    // A page in front of the service also answers 200.
    if (answer.status === 200 && ok !== true) return { outcome: 'retry', error: say('delivery.not-telegram') }
    const { retry_after, migrate_to_chat_id } = (parameters ?? {}) as Readonly<Record<string, unknown>>
    if (migrate_to_chat_id !== undefined) {
      return { outcome: 'refused', error: say('delivery.supergroup', { chat_id: String(migrate_to_chat_id) }) }
    }
    return outcomeOf(answer, context.clock.now(), secondsIn(retry_after))
  },
})

/** 4,096 characters without the markup. Whole lines are left out, so that no tag is cut. */
function textOf(message: Message, language: Language): string {
  const { colon } = tables[language].notifications
  const lines = [
    { plain: truncate(message.headline, 500), before: '<b>', after: '</b>' },
    ...(message.note ? [{ plain: truncate(message.note, 1_500) }] : []),
    ...message.facts.map(({ label, value }) => ({
      plain: truncate(value, 500),
      before: `<b>${escapeHtml(label)}</b>${escapeHtml(colon)}`,
    })),
    ...message.lines.map(line => ({ plain: truncate(line, 500) })),
  ]
  let left = 3_500
  const kept = lines.filter(({ plain }) => {
    left -= plain.length + 40
    return left > 0
  })
  const links = linksOf(message).map(({ label, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`)
  const written = kept.map(
    line => `${'before' in line ? line.before : ''}${escapeHtml(line.plain)}${'after' in line ? line.after : ''}`,
  )
  return [...written, ...(kept.length < lines.length ? ['…'] : []), ...links].join('\n')
}
