import { type Delivery, ListDeliveries } from '../../../../contracts/communications/communications.ts'
import {
  AssignIncident,
  FollowIncident,
  GetFollowing,
  ListMyIncidents,
  ListPeople,
  SetIncidentRole,
  UnfollowIncident,
} from '../../../../contracts/incidents/incident-collaboration.ts'
import type { Incident } from '../../../../contracts/incidents/incidents.ts'
import { useComponents } from '../../../data/components.ts'
import { useApiMutation, useApiQuery } from '../../../data/queries.ts'
import { useMay, useMe } from '../../../data/session.ts'
import { CallButton } from '../../../design/actions/call-button.tsx'
import { TextLink } from '../../../design/actions/link.tsx'
import { Card, Facts } from '../../../design/card.tsx'
import { SelectField } from '../../../design/forms/field.tsx'
import { QueryResult } from '../../../design/lists/query-result.tsx'
import { ComponentState } from '../../../design/status.tsx'
import { Time } from '../../../design/time.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useWords } from '../../../words/language.tsx'
import { useMessageText } from '../../../words/worded.ts'
import { useChannelName } from '../../channels/channel-name.ts'
import { DeliveryState } from '../../deliveries/delivery-state.tsx'
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
  const people = useApiQuery(ListPeople, {}, { staleTime: 60_000 })
  const assign = useApiMutation(AssignIncident, { changes: [...incidentAnswers, GetFollowing] })
  const give = useApiMutation(SetIncidentRole, { changes: [...incidentAnswers, GetFollowing] })
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
  const me = useMe()
  const params = { id: incident.id }
  const { data } = useApiQuery(GetFollowing, { params })
  if (!data) return null
  const order = { input: { params }, changes: [GetFollowing, ListMyIncidents], small: true, icon: 'eye' } as const
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <span className="text-muted text-sm">{words.followers(data.followers)}</span>
      {me.kind !== 'user' ? null : data.following ? (
        <CallButton operation={UnfollowIncident} label={words.unfollow} done={words.unfollowed} {...order} />
      ) : (
        <CallButton operation={FollowIncident} label={words.follow} done={words.followed} {...order} />
      )}
    </div>
  )
}

export function Components({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const known = useComponents()
  return (
    <Card title={words.components}>
      {incident.components.length === 0 ? <p className="text-muted">{words.noComponents}</p> : null}
      <ul className="grid gap-2">
        {incident.components.map(({ id, name }) => {
          const status = known.find(one => one.id === id)?.status
          return (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-3">
              <span className="font-medium">{name}</span>
              {status ? <ComponentState state={status} quiet /> : null}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

const soonMs = 5_000
const laterMs = 30_000

/** By channel: when it was last notified, and whether that arrived. */
export function NotificationLog({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const deliveries = useApiQuery(
    ListDeliveries,
    { query: { incident: incident.id, limit: 200 } },
    { refetchInterval: ({ state }) => (state.data?.items.some(one => one.state === 'queued') ? soonMs : laterMs) },
  )
  return (
    <Card title={words.told} actions={<TextLink to="/deliveries" className="text-sm" label={words.allDeliveries} />}>
      <QueryResult answer={deliveries}>
        {({ items }) => (
          <>
            {items.length === 0 ? <p className="text-muted">{words.toldNobody}</p> : null}
            <ul className="grid grid-cols-1 gap-3">
              {[...Map.groupBy(items, one => one.channel)].map(([channel, deliveries]) => (
                <ChannelDeliveries key={channel} channel={channel} deliveries={deliveries} />
              ))}
            </ul>
          </>
        )}
      </QueryResult>
    </Card>
  )
}

function ChannelDeliveries({ channel, deliveries }: { channel: string; deliveries: readonly Delivery[] }) {
  const nameOf = useChannelName()
  const say = useMessageText()
  const words = useWords(incidentWords)
  const worst =
    deliveries.find(({ state }) => state === 'dead') ??
    deliveries.find(({ state }) => state === 'queued') ??
    deliveries[0]
  if (!worst) return null
  const arrived = deliveries.filter(({ state }) => state === 'delivered')
  return (
    <li>
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <TextLink to="/deliveries" search={{ channel }} className="font-medium" label={nameOf(channel)} />
        <DeliveryState state={worst.state} quiet />
      </div>
      <div className="text-muted text-sm">
        {words.arrived(arrived.length, deliveries.length)}
        {arrived[0]?.done_at ? (
          <>
            {' · '}
            <Time at={arrived[0].done_at} />
          </>
        ) : null}
        {worst.state !== 'delivered' && worst.last_error ? (
          <div className="text-bad">{say(worst.last_error, worst.last_error_i18n)}</div>
        ) : null}
      </div>
    </li>
  )
}
