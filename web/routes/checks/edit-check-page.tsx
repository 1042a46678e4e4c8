import { useNavigate, useParams } from '@tanstack/react-router'
import { GetCheckDefinition } from '../../../contracts/monitor/check-authoring.ts'
import { type Check, GetCheck, ListCheckKinds, UpdateCheck } from '../../../contracts/monitor/monitor.ts'
import { callApi } from '../../data/api-client.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Card } from '../../design/card.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { NotFoundPage } from '../../shell/error-pages.tsx'
import { useWords } from '../../words/language.tsx'
import { checkAnswers } from './check-actions.tsx'
import { CheckDefinitionCard } from './check-definition.tsx'
import { type CheckBody, CheckForm } from './check-form.tsx'

export function EditCheckPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const check = useApiQuery(GetCheck, { params: { id } })
  if (check.error?.status === 404) return <NotFoundPage />
  return <QueryResult answer={check}>{found => <Edit check={found} />}</QueryResult>
}

function Edit({ check }: { check: Check }) {
  const words = useWords(checksWords).edit
  return (
    <>
      <PageHeader
        title={words.title(check.name)}
        above={<TextLink to="/checks/$id" params={{ id: check.component.slug }} label={check.name} />}
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
  const success = useSuccess()
  const navigate = useNavigate()
  const kinds = useApiQuery(ListCheckKinds)
  const written = useApiQuery(GetCheckDefinition, { params: { id: check.id } }, { staleTime: 0 })
  const back = () => navigate({ to: '/checks/$id', params: { id: check.component.slug } })
  const update = async (body: CheckBody) => {
    await callApi(UpdateCheck, { params: { id: check.id }, query: { revision: check.revision }, body })
    success(words.saved(body.name), ...checkAnswers)
    await back()
  }
  return (
    <QueryResult answer={kinds} lines={6}>
      {({ items }) => (
        <QueryResult answer={written} lines={6}>
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
        </QueryResult>
      )}
    </QueryResult>
  )
}
