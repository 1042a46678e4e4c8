import type { Incident } from '../../../contracts/incidents.ts'
import { IncidentUpdated } from '../../../contracts/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { type Queue, queueNotifications } from '../delivery/queue-notifications.ts'
import type { Notification } from '../notifications/notification.ts'
import type { StatusCopies } from '../public-status/status-copies.ts'
import { dueSteps, type Step, stepKey } from './escalation.ts'

type Parts = Queue & { readonly store: Store; readonly copies: StatusCopies }

/** Tells the next ones of what nobody took over. */
export async function escalate(
  steps: readonly Step[],
  channels: readonly ConfiguredChannel[],
  parts: Parts,
): Promise<void> {
  if (steps.length === 0) return
  const now = parts.clock.now()
  const waiting = (await parts.copies.incidents.all('open')).filter(
    incident => dueSteps(incident, steps, now).length > 0,
  )
  for (const incident of waiting) {
    await parts.store.transaction(async () => {
      const told = await parts.notices.sent(incident.id)
      for (const index of dueSteps(incident, steps, now)) {
        const notice = noticeOf(incident, index, now)
        for (const channel of channels.filter(one => canSend(one) && steps[index]?.to.includes(one.name))) {
          if (told.get(channel.name)?.some(({ key }) => key === notice.key)) continue
          await queueNotifications([notice], channel, parts)
        }
      }
    })
  }
}

function noticeOf(incident: Incident, index: number, now: number): Notification {
  const key = stepKey(incident, index)
  const event: Notification['event'] = {
    specversion: '1.0',
    id: `${incident.id}.${key.replaceAll('/', '-')}`,
    source: '/vigie/incidents',
    type: IncidentUpdated.type,
    subject: incident.id,
    time: iso(now),
    datacontenttype: 'application/json',
    data: incident,
  }
  return { key, topic: 'escalated', cycle: incident.reopened, event }
}
