import { useQueryClient } from '@tanstack/react-query'
import { type FlagProject, ListFlagProjects, UpdateFlagProject } from '../../../contracts/flag-governance.ts'
import { ask } from '../../data/api-client.ts'
import { forget } from '../../data/queries.ts'
import { TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'

export function RenameProject({ project, onDone }: { project: FlagProject; onDone: () => void }) {
  const words = useWords(flagProjectsWords)
  const { save } = useWords(frameWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const form = useForm({ title: project.title }, async body => {
    const { title } = await ask(UpdateFlagProject, { params: { project: project.name }, body })
    forget(client, ListFlagProjects)
    toasts.done(words.renamed(title))
    onDone()
  })
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <TextField label={words.title} required maxLength={200} {...form.field('title')} />
    </Form>
  )
}
