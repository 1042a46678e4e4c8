import { Type } from 'typebox'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { expecting, say } from '../../../contracts/messages/words.ts'
import { linksOf, type Message, plainText } from '../notifications/message.ts'
import { escapeHtml, fitLines, truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { fieldsOf, outcomeOf, postJson, secondsIn, under } from './transport/http.ts'

/** Client-server API, sending events (https://spec.matrix.org/latest/client-server-api/#sending-events-to-a-room). */
export const matrix = defineChannelKind({
  kind: 'matrix',
  summary: 'A message to a Matrix room',
  fields: {
    url: HttpUrl({ description: 'The home server.' }),
    room_id: Type.String({ pattern: '^![^\\s]{1,254}$', ...expecting(say('expects.matrix-room')) }),
    token: Type.String({ minLength: 1, secret: true, description: 'Access token of the account that writes.' }),
    mention_room: Type.Boolean({ default: true, description: 'Call the whole room when it is critical.' }),
  },
  send: async (message, { url, room_id, token, mention_room }, context) => {
    const call = message.mention && mention_room
    const body = {
      msgtype: 'm.text',
      body: truncate(`${call ? '@room ' : ''}${plainText(message, context.language)}`, 10_000),
      format: 'org.matrix.custom.html',
      formatted_body: `${call ? '@room ' : ''}${htmlOf(message, context.language)}`,
      'm.mentions': call ? { room: true } : {},
    }
    // The transaction id makes a repeat the same event.
    const path = `_matrix/client/v3/rooms/${encodeURIComponent(room_id)}/send/m.room.message/${encodeURIComponent(context.delivery_id)}`
    const headers = { authorization: `Bearer ${token}` }
    const answer = await postJson(under(url, path), { method: 'PUT', body, headers }, context)
    return outcomeOf(answer, context.clock.now(), secondsIn(fieldsOf(answer).retry_after_ms, 1_000))
  },
})

/** An event may have 65,536 bytes. */
function htmlOf(message: Message, language: Language): string {
  const { colon } = tables[language].notifications
  const { headline, note, facts, lines } = message
  const rows = facts.map(
    ({ label, value }) => `<b>${escapeHtml(label)}</b>${colon}${escapeHtml(truncate(value, 1_000))}`,
  )
  const links = linksOf(message).map(({ label, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`)
  const text = fitLines([...(note ? [escapeHtml(note)] : []), ...rows, ...lines.map(escapeHtml)], 12_000)
  return [`<strong>${escapeHtml(truncate(headline, 500))}</strong>`, ...text, ...links].join('<br>')
}
