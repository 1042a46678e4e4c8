import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Flag, UpdateFlag } from '../../../contracts/flags.ts'
import { flagEditorWords } from '../../../contracts/messages/console/flag-editor.ts'
import { flagRequestsWords } from '../../../contracts/messages/console/flag-requests.ts'
import { flagsWords } from '../../../contracts/messages/console/flags.ts'
import { ask } from '../../data/ask.ts'
import { forget } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { SelectField, TextArea, TextField } from '../../design/field.tsx'
import { Form, useForm } from '../../design/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { useToasts } from '../../design/toast.tsx'
import { useWords } from '../../words/language.tsx'
import { BreakGlass, pastApproval, whole } from './break-glass.tsx'
import { type Draft, definitionOf, draftOf, inMode } from './definition-draft.ts'
import { FlagProblems } from './flag-problems.tsx'
import { jsonOf, jsonText } from './json-text.ts'
import { flagAnswers, usePlace, waits } from './place.ts'
import { RuleRows } from './rule-rows.tsx'
import { toRows } from './targeting.ts'
import { VariantRows } from './variant-rows.tsx'

/** Who gets which variant. Nothing is in force before it is saved. */
export function DefinitionEditor({ flag, mayEdit }: { flag: Flag; mayEdit: boolean }) {
  const words = useWords(flagEditorWords)
  if (mayEdit) return <Editor flag={flag} />
  return (
    <Card title={words.title}>
      <CodeBlock code={jsonText(flag.definition)} label={words.title} />
    </Card>
  )
}

function Editor({ flag }: { flag: Flag }) {
  const words = useWords(flagEditorWords)
  const said = useWords(flagsWords)
  const { send } = useWords(flagRequestsWords)
  const { place, needsApproval } = usePlace()
  const toasts = useToasts()
  const client = useQueryClient()
  const [known, setKnown] = useState(flag)
  const form = useForm({ draft: draftOf(flag), reason: '', glass: whole }, async ({ draft, reason, glass }) => {
    const definition = definitionOf(draft, known.definition)
    if (!definition) return
    const query = { ...place, ...pastApproval(glass), revision: known.revision }
    const body = { definition, ...(reason.trim() ? { reason } : {}) }
    const saved = await ask(UpdateFlag, { params: { key: flag.key }, query, body })
    forget(client, ...flagAnswers)
    // What waits is shown as a request; here stands what is in force.
    const next = waits(saved) ? known : saved
    setKnown(next)
    form.reset({ draft: draftOf(next), reason: '', glass: whole })
    toasts.done(waits(saved) ? said.requested : said.saved(flag.key))
  })
  const { draft, reason, glass } = form.values
  const set = (change: Partial<Draft>) => form.set({ draft: { ...draft, ...change } })
  const isChanged = JSON.stringify(definitionOf(draft, known.definition)) !== JSON.stringify(shape(known))
  const isBehind = flag.revision !== known.revision
  const reload = () => {
    setKnown(flag)
    form.reset({ draft: draftOf(flag), reason: '', glass: whole })
  }
  // Nothing was typed: what somebody else has put in force is simply shown.
  if (isBehind && !isChanged) reload()
  return (
    <Card title={words.title}>
      <Form form={form} action={needsApproval && !glass.broken ? send : words.save}>
        <VariantRows variants={draft.variants} onChange={variants => set({ variants })} />
        <SelectField
          label={words.defaultVariant}
          value={draft.defaultVariant}
          onChange={defaultVariant => set({ defaultVariant })}
          choices={[
            { value: '', label: words.codeDefault },
            ...draft.variants.map(({ name }) => ({ value: name, label: name })),
          ]}
        />
        <Rules draft={draft} onChange={next => form.set({ draft: next })} />
        {form.problem && form.problem.fields.length > 0 ? (
          <FlagProblems problems={form.problem.fields.map(placed)} />
        ) : null}
        {isBehind ? (
          <Notice
            tone="warn"
            alert
            action={
              <Button small onClick={reload}>
                {words.reload}
              </Button>
            }
          >
            {words.changedMeanwhile}
          </Notice>
        ) : null}
        {isChanged ? (
          <>
            <TextField
              label={words.reason}
              optional
              maxLength={500}
              value={reason}
              onChange={text => form.set({ reason: text })}
            />
            <BreakGlass glass={glass} onChange={next => form.set({ glass: next })} />
            <p className="text-warn text-sm">{words.unsaved}</p>
          </>
        ) : null}
      </Form>
    </Card>
  )
}

/** As a draft of it would be written. */
const shape = (flag: Flag) => definitionOf(draftOf(flag), flag.definition)
const placed = ({ field, message }: { field: string; message: string }) => ({
  path: field.replace(/^(body\.)?(definition\.)?/, ''),
  message,
  severity: 'error' as const,
})

function Rules({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const words = useWords(flagEditorWords)
  const json = jsonOf(draft.json)
  const canBeRows = draft.mode === 'rows' || (json.error === undefined && toRows(json.value) !== undefined)
  return (
    <div className="grid gap-4">
      <SelectField
        label={words.mode}
        hint={canBeRows ? undefined : words.notRows}
        value={draft.mode}
        disabled={!canBeRows}
        onChange={mode => onChange(inMode(draft, mode as Draft['mode']))}
        choices={Object.entries(words.modes).map(([value, label]) => ({ value, label }))}
      />
      {draft.mode === 'rows' ? (
        <RuleRows
          targeting={draft.rows}
          variants={draft.variants.map(({ name }) => name)}
          onChange={rows => onChange({ ...draft, rows })}
        />
      ) : (
        <TextArea
          label={words.json}
          hint={words.jsonHint}
          rows={14}
          spellCheck={false}
          className="font-mono text-sm"
          value={draft.json}
          onChange={text => onChange({ ...draft, json: text })}
          error={json.error === undefined ? undefined : words.badJson(json.error)}
        />
      )}
    </div>
  )
}
