import { useQueryClient } from '@tanstack/react-query'
import { ListMyIncidents } from '../../../contracts/incidents/incident-collaboration.ts'
import { GetIncidentStats } from '../../../contracts/incidents/incident-statistics.ts'
import {
  AcknowledgeIncident,
  GetIncident,
  type Incident,
  ListIncidents,
  SetIncidentStatus,
} from '../../../contracts/incidents/incidents.ts'
import { now } from '../../data/clock.ts'
import { changeItems, invalidate, queryKeyOf, useApiMutation } from '../../data/queries.ts'
import { useMe } from '../../data/session.ts'
import { useToasts } from '../../design/toast.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { useWords } from '../../words/language.tsx'

export const incidentAnswers = [ListIncidents, ListMyIncidents, GetIncident, GetIncidentStats] as const

/** Acknowledge and resolve at one touch: shown at once, taken back when the server refuses or somebody thinks again. */
export function useIncidentActions() {
  const words = useWords(incidentsWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const me = useMe()
  const acknowledging = useApiMutation(AcknowledgeIncident, { changes: incidentAnswers })
  const moving = useApiMutation(SetIncidentStatus, { changes: incidentAnswers })
  const show = (incident: Incident, change: Partial<Incident>) => {
    const takeBack = changeItems<Incident>(client, ListIncidents, {
      id: incident.id,
      change: one => ({ ...one, ...change }),
    })
    for (const id of [incident.id, incident.number]) {
      client.setQueryData<Incident>(queryKeyOf(GetIncident, { params: { id } }), one => one && { ...one, ...change })
    }
    return () => {
      takeBack()
      invalidate(client, GetIncident)
    }
  }
  return {
    acknowledge: (incident: Incident) => {
      if (incident.acknowledged_at !== null) return
      const at = new Date(now()).toISOString()
      const entry = { at, kind: 'acknowledged', status: null, public: false, message: '', by: me.name }
      const takeBack = show(incident, { acknowledged_at: at, timeline: [...incident.timeline, entry] })
      acknowledging.mutate(
        { params: { id: incident.id } },
        { onError: takeBack, onSuccess: () => toasts.done(words.acknowledged(incident.number)) },
      )
    },
    resolve: (incident: Incident) => {
      if (incident.status === 'resolved') return
      const takeBack = show(incident, { status: 'resolved' })
      const undo = () => moving.mutate({ params: { id: incident.id }, body: { status: incident.status } })
      moving.mutate(
        { params: { id: incident.id }, body: { status: 'resolved' } },
        { onError: takeBack, onSuccess: () => toasts.done(words.resolved(incident.number), undo) },
      )
    },
  }
}
