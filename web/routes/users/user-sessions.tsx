import { ListSessions, RevokeSession, type User } from '../../../contracts/identity.ts'
import { useAnswer, useOrder } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { useToasts } from '../../design/toast.tsx'
import { profileWords } from '../../messages/profile.ts'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'
import { deviceOf, SessionText } from '../profile/sessions.tsx'

/** Where somebody else is signed in, and a way to end each. */
export function UserSessions({ user }: { user: User }) {
  const words = useWords(profileWords)
  const { noSessions } = useWords(usersWords)
  const toasts = useToasts()
  const sessions = useAnswer(ListSessions, { query: { user_id: user.id } })
  const ending = useOrder(RevokeSession, { changes: [ListSessions], onDone: () => toasts.done(words.sessionEnded) })
  return (
    <Loaded answer={sessions}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="text-muted">{noSessions}</p>
        ) : (
          <ul className="divide-line grid divide-y">
            {items.map(session => (
              <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-2.5">
                <SessionText session={session} />
                <Button
                  small
                  look="danger"
                  aria-label={words.endSessionOf(deviceOf(session.user_agent) ?? words.unknownDevice)}
                  onClick={() => ending.mutate({ params: { id: session.id } })}
                >
                  {words.endSession}
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
