import { useState } from 'react'
import { InvokeFunction, ListFunctions } from '../../../contracts/functions/functions.ts'
import { ListRuns, type Run } from '../../../contracts/functions/runs.ts'
import { callApi } from '../../data/api-client.ts'
import { useSuccess } from '../../data/queries.ts'
import { choicesOf, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { useWords } from '../../words/language.tsx'
import { OneRun } from './run-detail.tsx'

const methods = { POST: 'POST', GET: 'GET', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' } as const
const types = { 'application/json': 'JSON', 'text/plain': 'Text', 'text/csv': 'CSV' } as const

/** Calls it and shows what came of it below, so that it can be called once more. */
export function InvokeForm({ name, onDone }: { name: string; onDone: () => void }) {
  const words = useWords(functionsWords)
  const success = useSuccess()
  const [run, setRun] = useState<Run | null>(null)
  const initial = {
    body: '',
    path: '/',
    method: 'POST' as keyof typeof methods,
    content_type: 'application/json' as keyof typeof types,
  }
  const form = useForm(initial, async ({ body, path, method, content_type }) => {
    const called = await callApi(InvokeFunction, { params: { name }, body: { body, path, method, content_type } })
    success(words.run.states[called.state], ListRuns, ListFunctions)
    setRun(called)
  })
  return (
    <div className="grid grid-cols-1 gap-5">
      <Form form={form} action={words.invoke} onCancel={onDone}>
        <div className="grid gap-4 sm:grid-cols-3">
          <SelectField label={words.method} choices={choicesOf(methods)} {...form.field('method')} />
          <TextField label={words.path} pattern="/.*" {...form.field('path')} />
          <SelectField label={words.type} choices={choicesOf(types)} {...form.field('content_type')} />
        </div>
        <TextArea label={words.body} rows={5} optional {...form.field('body')} />
      </Form>
      {run ? <OneRun run={run} /> : null}
    </div>
  )
}
