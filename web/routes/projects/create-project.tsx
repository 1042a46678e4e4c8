import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CreateFlagProject, ListFlagProjects } from '../../../contracts/flag-governance.ts'
import { ask } from '../../data/api-client.ts'
import { forget } from '../../data/queries.ts'
import { Form, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { TitledFields, unnamed } from './titled-fields.tsx'

export function MakeProject({ onDone }: { onDone: () => void }) {
  const words = useWords(flagProjectsWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const navigate = useNavigate()
  const send = async ({ title, name }: typeof unnamed) => {
    const made = await ask(CreateFlagProject, { body: { name, title } })
    forget(client, ListFlagProjects)
    toasts.done(words.made(made.title))
    onDone()
    await navigate({ to: '/projects/$project' as string, params: { project: name } as never })
  }
  const form = useForm(unnamed, send)
  return (
    <Form form={form} action={words.make} onCancel={onDone}>
      <TitledFields
        values={form.values}
        onChange={form.set}
        titleError={form.errorOf('title')}
        nameError={form.errorOf('name')}
      />
    </Form>
  )
}
