import type { FlagGlassBroken } from '../../../contracts/flag-governance.ts'
import { notificationMessages } from '../../../contracts/messages/notifications.ts'
import type { Envelope, EventData } from '../../../kit/service/event.ts'
import type { ConfiguredChannel } from '../channels/configured/configured-channel.ts'
import { impactIcon, type Message } from './message.ts'
import { messageDefaults, type Parts, queueToChannels } from './notify-other.ts'

/**
 * Somebody changed alone what needs a second person. Every channel of the team hears of it, whatever incidents it asked for:
 * who could have agreed is not known here, and whoever is told too little cannot object.
 */
export async function notifyBrokenGlass(
  event: Envelope<EventData<typeof FlagGlassBroken>>,
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<void> {
  const { project, environment, subject, key, by, reason } = event.data
  const words = notificationMessages[parts.wording.language]
  const public_url = parts.wording.public_url?.replace(/\/+$/, '')
  const place = new URLSearchParams({ project, environment })
  const told: Message = {
    ...messageDefaults(event, 'none'),
    kind: 'announcement',
    headline: `${impactIcon.minor} ${words.headline.glassBroken[subject](key)}`,
    note: words.note.glassBroken(by.name, reason),
    facts: [{ label: words.fact.environment, value: `${project} / ${environment}` }],
    link: public_url ? { label: words.details, url: `${public_url}/console/flags?${place}` } : null,
  }
  return queueToChannels(
    told,
    channels.filter(({ kind }) => kind.carries === 'messages'),
    parts,
  )
}
