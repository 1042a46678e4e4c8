import { linksOf, type Message } from '../notifications/message.ts'
import { escapeMarkdown, fitLines, severityOf, truncate } from './format/format.ts'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'
import { outcomeOf, postJson } from './transport/http.ts'

/**
 * An adaptive card to a workflow "When a Teams webhook request is received", which answers 202; also to the older
 * incoming webhooks. Source: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors
 */
export const microsoftTeams = defineChannelKind({
  kind: 'microsoft-teams',
  summary: 'A card to a Microsoft Teams channel, through a workflow webhook',
  fields: { url: HttpUrl({ secret: true, description: 'Address of the workflow.' }) },
  send: async (message, { url }, context) => {
    const content = cardOf(message)
    const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }
    const answer = await postJson(url, { body: { type: 'message', attachments: [attachment] } }, context)
    // The older webhooks answer 200 with the trouble of the service behind them in words.
    const behind = /HTTP error (\d{3})/.exec(answer.body.toString())?.[1]
    return outcomeOf(behind ? { ...answer, status: Number(behind) } : answer, context.clock.now())
  },
})

const shade = { trouble: 'attention', unsure: 'warning', good: 'good', plain: 'default' } as const

/** The whole request may have 28 KB. */
function cardOf(message: Message) {
  const { headline, note, facts, lines } = message
  const texts = fitLines([...(note ? [note] : []), ...lines].map(escapeMarkdown), 8_000)
  const shown = facts
    .slice(0, 15)
    .map(({ label, value }) => ({ title: label, value: truncate(escapeMarkdown(value), 600) }))
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      {
        type: 'TextBlock',
        text: truncate(escapeMarkdown(headline), 500),
        wrap: true,
        size: 'Medium',
        weight: 'Bolder',
        color: shade[severityOf(message)],
      },
      ...texts.map(text => ({ type: 'TextBlock', text, wrap: true })),
      ...(shown.length > 0 ? [{ type: 'FactSet', facts: shown }] : []),
    ],
    actions: linksOf(message).map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
  }
}
