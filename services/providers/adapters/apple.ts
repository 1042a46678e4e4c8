import { type Static, Type } from 'typebox'
import type { ProviderState } from '../../../contracts/providers.ts'
import { type Adapter, healthy, incident, type ReadContext, reading, unreadable } from './reading/adapter.ts'
import { isOpen, oneLine, phases, plainText, states, timeOf } from './reading/fields.ts'
import { decode, shape, text } from './reading/shape.ts'

const epoch = Type.Optional(Type.Union([Type.Number(), Type.Null()]))
const AppleEvent = Type.Object({
  messageId: Type.Union([Type.String(), Type.Number()]),
  statusType: Type.String(),
  eventStatus: Type.String(),
  message: text,
  usersAffected: text,
  epochStartDate: epoch,
  epochEndDate: epoch,
  datePosted: text,
})
const servicesShape = shape(
  'the services of Apple',
  Type.Object({
    services: Type.Array(Type.Object({ serviceName: Type.String(), events: Type.Array(AppleEvent) }), { minItems: 1 }),
  }),
)

const phaseOf = phases({
  ongoing: 'investigating',
  resolved: 'resolved',
  completed: 'completed',
  upcoming: 'scheduled',
})
const impactOf = states({
  Outage: 'partial_outage',
  Issue: 'degraded',
  Performance: 'degraded',
  Maintenance: 'maintenance',
})

export const apple: Adapter = {
  kind: 'apple',
  summary: 'Apple',
  url: 'https://www.apple.com/support/systemstatus/data/system_status_en_US.js',
  read: ([document], context) => {
    const { services } = servicesShape.of(unwrapped(decode(document)))
    const incidents = services.flatMap(({ serviceName, events }) =>
      events.map(event => readEvent(event, serviceName, context)),
    )
    return reading({
      decided_by: 'incidents',
      components: services.map(({ serviceName }) => healthy(oneLine(serviceName))),
      incidents,
    })
  },
}

/** Sometimes JSON, sometimes a call of a function with it. */
function unwrapped(content: string): unknown {
  const json = /^\s*[\w$.]+\((.*)\);?\s*$/s.exec(content)?.[1] ?? content
  try {
    return JSON.parse(json)
  } catch {
    throw unreadable('provider.not-json')
  }
}

function readEvent(event: Static<typeof AppleEvent>, service: string, context: ReadContext) {
  const phase = phaseOf(event.eventStatus, context)
  const started_at = timeOf(event.epochStartDate)
  const updated_at = timeOf(event.datePosted) ?? started_at
  return incident({
    id: `${event.messageId}/${service}`,
    title: oneLine(`${service}: ${event.message ?? event.statusType}`),
    phase,
    impact: gravity(impactOf(event.statusType, context), event.usersAffected),
    started_at,
    updated_at,
    resolved_at: isOpen(phase) ? null : timeOf(event.epochEndDate),
    url: 'https://www.apple.com/support/systemstatus/',
    components: [oneLine(service)],
    updates: [{ at: updated_at, phase, text: plainText(event.message) }],
  })
}

const gravity = (impact: ProviderState, users: string | null | undefined): ProviderState =>
  impact === 'partial_outage' && /^all users/i.test(users ?? '') ? 'major_outage' : impact
