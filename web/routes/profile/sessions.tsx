import { ListSessions, RevokeOtherSessions, RevokeSession, type Session } from '../../../contracts/identity/identity.ts'
import { useApiQuery } from '../../data/queries.ts'
import { CallButton } from '../../design/actions/call-button.tsx'
import { Card } from '../../design/card.tsx'
import { QueryList } from '../../design/lists/query-result.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { profileWords } from '../../messages/profile.ts'
import { useWords } from '../../words/language.tsx'

export function Sessions() {
  const words = useWords(profileWords)
  const sessions = useApiQuery(ListSessions)
  const endOthers = (
    <CallButton
      small
      label={words.endOthers}
      operation={RevokeOtherSessions}
      input={{}}
      changes={[ListSessions]}
      done={({ revoked }) => words.othersEnded(revoked)}
    />
  )
  return (
    <Card title={words.sessions} actions={sessions.data?.items.some(one => !one.current) ? endOthers : null}>
      <QueryList answer={sessions} none={null}>
        {session => <SessionItem key={session.id} session={session} />}
      </QueryList>
    </Card>
  )
}

/** Where somebody is signed in, and the way to end that. */
export function SessionItem({ session: { id, user_agent, current, last_seen_at, created_at } }: { session: Session }) {
  const words = useWords(profileWords)
  const device = deviceOf(user_agent) ?? words.unknownDevice
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-2.5">
      <div className="min-w-0">
        <div className="font-medium">{device}</div>
        <div className="text-muted text-sm">
          {words.lastSeen} <Time at={last_seen_at} /> · {words.began} <Time at={created_at} absolute />
        </div>
      </div>
      {current ? (
        <Badge tone="ok">{words.thisSession}</Badge>
      ) : (
        <CallButton
          small
          variant="danger"
          label={words.endSession}
          aria-label={words.endSessionOf(device)}
          operation={RevokeSession}
          input={{ params: { id } }}
          changes={[ListSessions]}
          done={words.sessionEnded}
        />
      )}
    </li>
  )
}

const browsers = [
  ['Firefox', /Firefox\//],
  ['Edge', /Edg\//],
  ['Chrome', /Chrom(e|ium)\//],
  ['Safari', /Safari\//],
  ['curl', /^curl\//],
] as const
const systems = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS/],
  ['Linux', /Linux|X11/],
] as const

/** `Firefox · Linux`: enough to recognise one's own. */
function deviceOf(agent: string | null): string | null {
  if (!agent) return null
  const named = [browsers, systems].map(list => list.find(([, sign]) => sign.test(agent))?.[0]).filter(Boolean)
  return named.length > 0 ? named.join(' · ') : agent.slice(0, 60)
}
