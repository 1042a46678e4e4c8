import type { FlagLease } from '../../../contracts/flag-leases.ts'
import type { Incident } from '../../../contracts/incidents.ts'
import { notificationMessages } from '../../../contracts/messages/notifications.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import type { ConfiguredChannel } from '../channels/configured/configured-channel.ts'
import { impactIcon, type Message } from './message.ts'
import { interestedChannels, messageDefaults, type Parts, queueToChannels } from './notify-other.ts'

/**
 * A flag that an incident forced was changed by somebody meanwhile: a person has to say what it should be. Everything else
 * about leases stands in the timeline of the incident. Only the team is told: what flags are called is nobody's business
 * outside.
 */
export async function notifyLease(
  event: Envelope<FlagLease>,
  incident: Incident | undefined,
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<void> {
  const { state, key, variant, by, incident_number } = event.data
  if (state !== 'asking') return
  const { language } = parts.wording
  const public_url = parts.wording.public_url?.replace(/\/+$/, '')
  const words = notificationMessages[language]
  const impact = incident?.impact ?? 'none'
  const asked: Message = {
    ...messageDefaults(event, impact),
    kind: 'announcement',
    headline: `${impactIcon[impact]} ${words.headline.leaseAsks(key)}`,
    note: words.note.leaseAsks(by ?? '?', variant),
    facts: [{ label: words.fact.incident, value: incident_number }],
    link: public_url ? { label: words.details, url: `${public_url}/console/incidents/${incident_number}` } : null,
    // It can wait until somebody has time: nothing is down because of it.
    mention: false,
  }
  const team = channels.filter(({ kind }) => kind.carries === 'messages')
  return queueToChannels(
    asked,
    interestedChannels(team, { news: 'updated', impact, about: incident?.components ?? [] }),
    parts,
  )
}
