import {
  AssignIncident,
  FollowIncident,
  GetFollowing,
  ListMyIncidents,
  ListPeople,
  SetIncidentRole,
  UnfollowIncident,
} from '../../../../contracts/incident-work.ts'
import type { Incident } from '../../../../contracts/incidents.ts'
import { useAnswer, useOrder } from '../../../data/queries.ts'
import { useMay, useMe } from '../../../data/session.ts'
import { Button } from '../../../design/button.tsx'
import { Card, Facts } from '../../../design/card.tsx'
import { SelectField } from '../../../design/forms/field.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useWords } from '../../../words/language.tsx'
import { incidentAnswers } from '../use-incident-actions.ts'

/** Who does what, and whether I hear of it. */
export function People({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const responder = useMay()('responder')
  return (
    <Card title={words.people}>
      <div className="grid gap-3">
        {responder ? <Choose incident={incident} /> : <Named incident={incident} />}
        <Follow incident={incident} />
      </div>
    </Card>
  )
}

const holderOf = (incident: Incident, role: 'commander' | 'communications') =>
  incident.roles?.find(one => one.role === role)

function Named({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  return (
    <Facts
      facts={[
        [words.assignee, incident.assignee ?? words.nobody],
        [words.commander, holderOf(incident, 'commander')?.name ?? words.nobody],
        [words.communications, holderOf(incident, 'communications')?.name ?? words.nobody],
      ]}
    />
  )
}

function Choose({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const me = useMe()
  const people = useAnswer(ListPeople, {}, { staleTime: 60_000 })
  const assign = useOrder(AssignIncident, { changes: [...incidentAnswers, GetFollowing] })
  const give = useOrder(SetIncidentRole, { changes: [...incidentAnswers, GetFollowing] })
  const params = { id: incident.id }
  const known = people.data?.items ?? []
  /** Whoever has it stays in the list, also when the account is gone. */
  const choices = (holder: { id: string; name: string } | undefined) => [
    { value: '', label: words.nobody },
    ...[...known, ...(holder && !known.some(({ id }) => id === holder.id) ? [holder] : [])].map(({ id, name }) => ({
      value: id,
      label: id === me.id ? words.me(name) : name,
    })),
  ]
  const assignee = incident.assignee_id
    ? { id: incident.assignee_id, name: incident.assignee ?? incident.assignee_id }
    : undefined
  return (
    <>
      <SelectField
        label={words.assignee}
        value={incident.assignee_id ?? ''}
        choices={choices(assignee)}
        onChange={id => assign.mutate({ params, body: { user_id: id || null } })}
      />
      {(['commander', 'communications'] as const).map(role => {
        const holder = holderOf(incident, role)
        return (
          <SelectField
            key={role}
            label={words[role]}
            value={holder?.user_id ?? ''}
            choices={choices(holder && { id: holder.user_id, name: holder.name })}
            onChange={id => give.mutate({ params, body: { role, user_id: id || null } })}
          />
        )
      })}
    </>
  )
}

function Follow({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const toasts = useToasts()
  const me = useMe()
  const params = { id: incident.id }
  const { data } = useAnswer(GetFollowing, { params })
  const changes = [GetFollowing, ListMyIncidents]
  const follow = useOrder(FollowIncident, { changes, onDone: () => toasts.done(words.followed) })
  const unfollow = useOrder(UnfollowIncident, { changes, onDone: () => toasts.done(words.unfollowed) })
  if (!data) return null
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <span className="text-muted text-sm">{words.followers(data.followers)}</span>
      {me.kind !== 'user' ? null : data.following ? (
        <Button small icon="eye" busy={unfollow.isPending} onClick={() => unfollow.mutate({ params })}>
          {words.unfollow}
        </Button>
      ) : (
        <Button small icon="eye" busy={follow.isPending} onClick={() => follow.mutate({ params })}>
          {words.follow}
        </Button>
      )}
    </div>
  )
}
