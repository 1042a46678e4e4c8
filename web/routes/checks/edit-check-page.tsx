import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { GetCheckDefinition } from '../../../contracts/check-work.ts'
import { type Check, GetCheck, ListCheckKinds, UpdateCheck } from '../../../contracts/monitor.ts'
import { ask } from '../../data/api-client.ts'
import { forget, useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { useToasts } from '../../design/toast.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { NotFound } from '../../shell/error-pages.tsx'
import { useWords } from '../../words/language.tsx'
import { CheckDefinitionCard } from './check-definition.tsx'
import { type CheckBody, CheckForm } from './check-form.tsx'
import { checkAnswers } from './use-check-actions.ts'

export function EditCheckPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const check = useAnswer(GetCheck, { params: { id } })
  if (check.error?.status === 404) return <NotFound />
  return <Loaded answer={check}>{found => <Edit check={found} />}</Loaded>
}

function Edit({ check }: { check: Check }) {
  const words = useWords(checksWords).edit
  return (
    <>
      <PageHeader
        title={words.title(check.name)}
        above={
          <Link to={'/checks/$id' as string} params={{ id: check.component.slug } as never} className="link">
            {check.name}
          </Link>
        }
      />
      <div className="grid max-w-2xl grid-cols-1 gap-4">
        {check.place === null ? (
          <Card>
            <EditForm check={check} />
          </Card>
        ) : (
          <>
            <Notice tone="accent">{words.readOnly(check.place.replace(/^.*\//, ''))}</Notice>
            <CheckDefinitionCard check={check} />
          </>
        )}
      </div>
    </>
  )
}

function EditForm({ check }: { check: Check }) {
  const words = useWords(checksWords).edit
  const { save } = useWords(frameWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const navigate = useNavigate()
  const kinds = useAnswer(ListCheckKinds)
  const written = useAnswer(GetCheckDefinition, { params: { id: check.id } }, { staleTime: 0 })
  const back = () => navigate({ to: '/checks/$id' as string, params: { id: check.component.slug } as never })
  const update = async (body: CheckBody) => {
    await ask(UpdateCheck, { params: { id: check.id }, body })
    forget(client, ...checkAnswers)
    toasts.done(words.saved(body.name))
    await back()
  }
  return (
    <Loaded answer={kinds} lines={6}>
      {({ items }) => (
        <Loaded answer={written} lines={6}>
          {({ definition, secrets }) => {
            const kind = items.find(one => one.kind === check.kind)
            if (!kind) return null
            return (
              <CheckForm
                kind={kind}
                given={{ id: check.id, definition, secrets }}
                action={save}
                onCancel={back}
                send={update}
              />
            )
          }}
        </Loaded>
      )}
    </Loaded>
  )
}
