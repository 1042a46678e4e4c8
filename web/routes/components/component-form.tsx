import {
  type Component,
  CreateComponent,
  ListComponents,
  UpdateComponent,
} from '../../../contracts/incidents/incidents.ts'
import { fieldWords } from '../../../contracts/messages/check-fields.ts'
import { callApi } from '../../data/api-client.ts'
import { useSuccess } from '../../data/queries.ts'
import { CheckboxField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'

type Said = Readonly<Record<string, { readonly label: string; readonly help?: string } | undefined>>

/** A component that no check stands for. */
export function ComponentForm({ component, onDone }: { component?: Component; onDone: () => void }) {
  const words = useWords(checksWords).list
  const frame = useWords(frameWords)
  const fields = useWords(fieldWords) as Said
  const success = useSuccess()
  const initial = {
    name: component?.name ?? '',
    group: component?.group ?? '',
    critical: component?.critical ?? false,
    depends_on: component?.depends_on.join('\n') ?? '',
  }
  const form = useForm(initial, async ({ name, group, critical, depends_on }) => {
    const lines = depends_on.split('\n').map(line => line.trim())
    const body = { name, group: group || null, critical, depends_on: lines.filter(Boolean) }
    await (component
      ? callApi(UpdateComponent, { params: { id: component.id }, body })
      : callApi(CreateComponent, { body }))
    success(component ? words.componentSaved(name) : words.componentAdded(name), ListComponents)
    onDone()
  })
  const frameOf = <Name extends keyof typeof initial>(name: Name) => ({
    label: fields[name]?.label ?? name,
    hint: fields[name]?.help ?? '',
    ...form.field(name),
  })
  return (
    <Form form={form} action={component ? frame.save : frame.add} onCancel={onDone}>
      <p className="text-muted">{words.componentIntro}</p>
      <TextField {...frameOf('name')} required />
      <TextField {...frameOf('group')} optional />
      <TextArea {...frameOf('depends_on')} optional rows={2} />
      <CheckboxField {...frameOf('critical')} />
    </Form>
  )
}
