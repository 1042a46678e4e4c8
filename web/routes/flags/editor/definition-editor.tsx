import { useEffect } from 'react'
import type { Flag } from '../../../../contracts/flags.ts'
import { Button } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { CodeBlock } from '../../../design/code-block.tsx'
import { SelectField, TextArea, TextField } from '../../../design/forms/field.tsx'
import { Form } from '../../../design/forms/form.tsx'
import { Notice } from '../../../design/notice.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { useWords } from '../../../words/language.tsx'
import { useSayJsonFault } from '../../../words/say-json-fault.ts'
import { BreakGlass, useSendWord } from '../break-glass.tsx'
import { FlagProblems } from '../flag-problems.tsx'
import { jsonOf, jsonText } from '../json-text.ts'
import { type Bucketing, type Draft, inMode } from './definition-draft.ts'
import { PrerequisiteRows } from './prerequisite-rows.tsx'
import { isOfPrerequisites } from './prerequisites.ts'
import { RuleRows } from './rule-rows.tsx'
import { toRows } from './targeting.ts'
import { type DefinitionForm, useDefinitionForm } from './use-definition-form.ts'
import { VariantRows } from './variant-rows.tsx'

type EditorProps = {
  readonly flag: Flag
  /** Hears of what is typed as JSON, and null while it is what is in force. */
  readonly onDraft: (drafted: string | null) => void
}

/** Who gets which variant. Nothing is in force before it is saved. */
export function DefinitionEditor({ mayEdit, ...props }: EditorProps & { readonly mayEdit: boolean }) {
  const words = useWords(flagEditorWords)
  if (mayEdit) return <Editor {...props} />
  const { definition, prerequisites } = props.flag
  return (
    <Card title={words.title}>
      <CodeBlock code={jsonText(definition)} label={words.title} />
      {prerequisites.length > 0 ? (
        <div className="mt-4 grid gap-2">
          <h3 className="font-medium">{words.prerequisites}</h3>
          <CodeBlock code={jsonText(prerequisites)} label={words.prerequisites} />
        </div>
      ) : null}
    </Card>
  )
}

const typingMs = 300

function Editor({ flag, onDraft }: EditorProps) {
  const words = useWords(flagEditorWords)
  const edited = useDefinitionForm(flag)
  const { form, drafted, isChanged, isBehind, reload } = edited
  const { draft, glass } = form.values
  const action = useSendWord(glass, words.save)
  const set = (change: Partial<Draft>) => form.set({ draft: { ...draft, ...change } })
  const told = isChanged && drafted ? JSON.stringify(drafted) : null
  useEffect(() => {
    const timer = setTimeout(() => onDraft(told), typingMs)
    return () => clearTimeout(timer)
  }, [told, onDraft])
  // Nothing was typed: what somebody else has put in force is simply shown.
  if (isBehind && !isChanged) reload()
  const problems = form.problem?.fields ?? []
  return (
    <Card title={words.title}>
      <Form form={form} action={action}>
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
        <SelectField
          label={words.bucketing}
          hint={words.bucketingHint}
          value={draft.bucketing}
          onChange={bucketing => set({ bucketing: bucketing as Bucketing })}
          choices={Object.entries(words.bucketings).map(([value, label]) => ({ value, label }))}
        />
        <PrerequisiteRows
          flagKey={flag.key}
          prerequisites={draft.prerequisites}
          problems={problems.filter(isOfPrerequisites)}
          onChange={prerequisites => set({ prerequisites })}
        />
        <FlagProblems problems={problems.filter(one => !isOfPrerequisites(one)).map(placed)} />
        <BeforeSaving edited={edited} />
      </Form>
    </Card>
  )
}

/** What has to be known or said once something was changed. */
function BeforeSaving({ edited: { form, isBehind, isChanged, reload } }: { edited: DefinitionForm }) {
  const words = useWords(flagEditorWords)
  const { reason, glass } = form.values
  return (
    <>
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
    </>
  )
}

const placed = ({ field, message }: { field: string; message: string }) => ({
  path: field.replace(/^(body\.)?(definition\.)?/, ''),
  message,
  severity: 'error' as const,
})

function Rules({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const words = useWords(flagEditorWords)
  const sayFault = useSayJsonFault()
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
          error={json.error === undefined ? undefined : words.badJson(sayFault(json.error))}
        />
      )}
    </div>
  )
}
