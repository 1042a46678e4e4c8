import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { IncidentUpdated } from '../../../contracts/incidents/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { canSend } from '../channels/configured/configured-channel.ts'
import type { EscalationStep } from '../config.ts'
import type { ActiveChannels } from '../delivery/active-channels.ts'
import { type QueueDeps, queueNotifications } from '../delivery/queue-notifications.ts'
import { unpublishedEvent } from '../notifications/message.ts'
import type { Notification } from '../notifications/notification.ts'
import type { StatusCopies } from '../public-status/status-copies.ts'

type Deps = QueueDeps & {
  readonly store: Store
  readonly copies: StatusCopies
  readonly channels: Pick<ActiveChannels, 'list' | 'escalation'>
}

/** Notifies the next ones of what nobody took over. */
export async function escalate(deps: Deps): Promise<void> {
  const { store, copies, channels, notifications, clock } = deps
  const steps = channels.escalation()
  if (steps.length === 0) return
  const now = clock.now()
  for (const incident of await copies.incidents.all('open')) {
    const due = dueSteps(incident, steps, now)
    if (due.length === 0) continue
    await store.transaction(async () => {
      const sent = await notifications.sent(incident.id)
      for (const index of due) {
        const notification = notificationOf(incident, index, now)
        for (const channel of channels.list().filter(one => canSend(one) && steps[index]?.to.includes(one.name))) {
          if (sent.get(channel.name)?.some(({ key }) => key === notification.key)) continue
          await queueNotifications([notification], channel, deps)
        }
      }
    })
  }
}

/** The steps whose time has come; by their place in the configuration. */
function dueSteps(incident: Incident, steps: readonly EscalationStep[], now: number): number[] {
  if (incident.acknowledged_at !== null || incident.status === 'resolved') return []
  const back = incident.timeline.findLast(({ kind }) => kind === 'reopened')?.at
  const since = Date.parse(incident.reopened > 0 && back ? back : incident.detected_at)
  return steps.flatMap(({ after_ms, impact }, index) =>
    now - since >= after_ms && (impact === null || impact.includes(incident.impact)) ? [index] : [],
  )
}

function notificationOf(incident: Incident, index: number, now: number): Notification {
  const key = `escalated/${incident.reopened}/${index}`
  const id = `${incident.id}.${key.replaceAll('/', '-')}`
  const said = { id, subject: incident.id, time: iso(now), data: incident }
  return { key, topic: 'escalated', cycle: incident.reopened, event: unpublishedEvent(IncidentUpdated.type, said) }
}
