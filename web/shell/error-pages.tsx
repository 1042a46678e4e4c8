import type { Role } from '../../contracts/identity/access.ts'
import { Problem } from '../data/problem.ts'
import { useMe } from '../data/session.ts'
import { ButtonLink } from '../design/actions/link.tsx'
import { Button } from '../design/button.tsx'
import { EmptyState } from '../design/lists/empty-state.tsx'
import { PageHeader } from '../design/page-header.tsx'
import { frameWords } from '../messages/frame.ts'
import { stateWords } from '../messages/states.ts'
import { useWords } from '../words/language.tsx'
import { useProblemText } from '../words/say-problem.ts'

export function NotFoundPage() {
  const { notFound } = useWords(frameWords)
  return (
    <>
      <PageHeader title={notFound.title} />
      <EmptyState
        icon="question"
        title={notFound.text}
        action={<ButtonLink to="/" variant="primary" label={notFound.action} />}
      />
    </>
  )
}

/** Of a page that this person's role does not open: a link that a colleague sent, or a role that was lowered. */
export function ForbiddenPage({ title, role }: { title: string; role: Role }) {
  const { notFound, notForYou } = useWords(frameWords)
  const { role: names } = useWords(stateWords)
  const { role: mine } = useMe()
  return (
    <>
      <PageHeader title={title} />
      <EmptyState
        icon="lock"
        title={notForYou.title(names[role])}
        action={<ButtonLink to="/" variant="primary" label={notFound.action} />}
        text={mine === 'none' ? null : notForYou.text(names[mine])}
      />
    </>
  )
}

/** A bug, or a server that does not answer: said, with the one thing that may help. */
export function ErrorPage({ error }: { error: unknown }) {
  const { crash } = useWords(frameWords)
  const say = useProblemText()
  return (
    <main className="mx-auto max-w-xl p-6">
      <PageHeader title={crash.title} />
      <EmptyState
        icon="crossCircle"
        title={error instanceof Problem ? say(error) : crash.text}
        action={<Button variant="primary" onClick={() => location.reload()} label={crash.action} />}
      />
    </main>
  )
}
