import { ListSessions, RevokeOtherSessions, RevokeSession, type Session } from '../../../contracts/identity/identity.ts'
import { useApiMutation, useApiQuery } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { QueryResult } from '../../design/query-result.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { profileWords } from '../../messages/profile.ts'
import { useWords } from '../../words/language.tsx'

export function Sessions() {
  const words = useWords(profileWords)
  const sessions = useApiQuery(ListSessions)
  const endOne = useApiMutation(RevokeSession, {
    changes: [ListSessions],
    done: words.sessionEnded,
  })
  const endOthers = useApiMutation(RevokeOtherSessions, {
    changes: [ListSessions],
    done: ({ revoked }) => words.othersEnded(revoked),
  })
  const others = sessions.data?.items.some(one => !one.current)
  return (
    <Card
      title={words.sessions}
      actions={
        others ? (
          <Button small busy={endOthers.isPending} onClick={() => endOthers.mutate({})} label={words.endOthers} />
        ) : null
      }
    >
      <QueryResult answer={sessions}>
        {({ items }) => (
          <ul className="divide-line grid divide-y">
            {items.map(session => (
              <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-2.5">
                <SessionText session={session} />
                {session.current ? (
                  <Badge tone="ok">{words.thisSession}</Badge>
                ) : (
                  <Button
                    small
                    variant="danger"
                    aria-label={words.endSessionOf(deviceOf(session.user_agent) ?? words.unknownDevice)}
                    onClick={() => endOne.mutate({ params: { id: session.id } })}
                    label={words.endSession}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </QueryResult>
    </Card>
  )
}

export function SessionText({ session }: { session: Session }) {
  const words = useWords(profileWords)
  return (
    <div className="min-w-0">
      <div className="font-medium">{deviceOf(session.user_agent) ?? words.unknownDevice}</div>
      <div className="text-muted text-sm">
        {words.lastSeen} <Time at={session.last_seen_at} /> · {words.began} <Time at={session.created_at} absolute />
      </div>
    </div>
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
export function deviceOf(agent: string | null): string | null {
  if (!agent) return null
  const named = [browsers, systems].map(list => list.find(([, sign]) => sign.test(agent))?.[0]).filter(Boolean)
  return named.length > 0 ? named.join(' · ') : agent.slice(0, 60)
}
