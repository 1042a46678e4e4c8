import { Link } from '@tanstack/react-router'
import { type Delivery, ListDeliveries } from '../../../../contracts/communications.ts'
import type { Incident } from '../../../../contracts/incidents.ts'
import { useAnswer } from '../../../data/queries.ts'
import { Card } from '../../../design/card.tsx'
import { Loaded } from '../../../design/query-result.tsx'
import { Time } from '../../../design/time.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useWords } from '../../../words/language.tsx'
import { useTranslated } from '../../../words/translated.ts'
import { useChannelName } from '../../channels/channel-name.ts'
import { DeliveryState } from '../../deliveries/delivery-state.tsx'

const soonMs = 5_000
const laterMs = 30_000

/** By channel: when it was last told, and whether that arrived. */
export function WhoWasTold({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const deliveries = useAnswer(
    ListDeliveries,
    { query: { incident: incident.id, limit: 200 } },
    { refetchInterval: ({ state }) => (state.data?.items.some(one => one.state === 'queued') ? soonMs : laterMs) },
  )
  return (
    <Card
      title={words.told}
      actions={
        <Link to="/deliveries" className="link text-sm">
          {words.allDeliveries}
        </Link>
      }
    >
      <Loaded answer={deliveries}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{words.toldNobody}</p>
          ) : (
            <ul className="grid grid-cols-1 gap-3">
              {[...Map.groupBy(items, one => one.channel)].map(([channel, told]) => (
                <Told key={channel} channel={channel} told={told} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function Told({ channel, told }: { channel: string; told: readonly Delivery[] }) {
  const nameOf = useChannelName()
  const say = useTranslated('deliveries')
  const words = useWords(incidentWords)
  const worst = told.find(({ state }) => state === 'dead') ?? told.find(({ state }) => state === 'queued') ?? told[0]
  if (!worst) return null
  const arrived = told.filter(({ state }) => state === 'delivered')
  return (
    <li>
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <Link to="/deliveries" search={{ channel } as never} className="link font-medium">
          {nameOf(channel)}
        </Link>
        <DeliveryState state={worst.state} quiet />
      </div>
      <div className="text-muted text-sm">
        {words.arrived(arrived.length, told.length)}
        {arrived[0]?.done_at ? (
          <>
            {' · '}
            <Time at={arrived[0].done_at} />
          </>
        ) : null}
        {worst.state !== 'delivered' && worst.last_error ? (
          <div className="text-bad">{say(worst.last_error)}</div>
        ) : null}
      </div>
    </li>
  )
}
