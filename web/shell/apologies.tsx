import { Link } from '@tanstack/react-router'
import { frameWords } from '../../contracts/messages/console/frame.ts'
import { Problem } from '../data/problem.ts'
import { Button, buttonClass } from '../design/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { PageHeader } from '../design/page-header.tsx'
import { useWords } from '../words/language.tsx'
import { useSay } from '../words/say-problem.ts'

export function NotFound() {
  const { notFound } = useWords(frameWords)
  return (
    <>
      <PageHeader title={notFound.title} />
      <EmptyState
        icon="question"
        title={notFound.text}
        action={
          <Link to="/" className={buttonClass('primary')}>
            {notFound.action}
          </Link>
        }
      />
    </>
  )
}

/** A bug, or a server that does not answer: said, with the one thing that may help. */
export function Broken({ error }: { error: unknown }) {
  const { crash } = useWords(frameWords)
  const say = useSay()
  return (
    <main className="mx-auto max-w-xl p-6">
      <PageHeader title={crash.title} />
      <EmptyState
        icon="crossCircle"
        title={error instanceof Problem ? say(error) : crash.text}
        action={
          <Button look="primary" onClick={() => location.reload()}>
            {crash.action}
          </Button>
        }
      />
    </main>
  )
}
