import { useEffect, useState } from 'react'
import { type Flag, UpdateFlag } from '../../../../contracts/flags/flags.ts'
import { callApi } from '../../../data/api-client.ts'
import type { FieldProblem } from '../../../data/problem.ts'
import { Button, IconButton } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { CodeBlock } from '../../../design/code-block.tsx'
import { choicesOf, inputClass, SelectField, TextArea, TextField } from '../../../design/forms/field.tsx'
import { type FormState, useForm } from '../../../design/forms/form.tsx'
import { Notice } from '../../../design/notice.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useWords } from '../../../words/language.tsx'
import { useSayJsonFault } from '../../../words/say-json-fault.ts'
import { FlagForm, type Glass, pastApproval, whole } from '../break-glass.tsx'
import { useEnvironmentRef, useFlagSuccess, waits } from '../environment.ts'
import { FlagProblems } from '../flag-problems.tsx'
import { jsonOf, jsonText } from '../json-text.ts'
import {
  type Bucketing,
  type Draft,
  type Drafted,
  draftedOf,
  draftOf,
  inMode,
  type VariantDraft,
} from './definition-draft.ts'
import { PrerequisiteRows } from './prerequisite-rows.tsx'
import { isOfPrerequisites } from './prerequisites.ts'
import { RuleRows } from './rule-rows.tsx'
import { toRows } from './targeting.ts'

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
  const { draft } = form.values
  const set = (change: Partial<Draft>) => form.set({ draft: { ...draft, ...change } })
  const written = isChanged && drafted ? JSON.stringify(drafted) : null
  useEffect(() => {
    const timer = setTimeout(() => onDraft(written), typingMs)
    return () => clearTimeout(timer)
  }, [written, onDraft])
  // Nothing was typed: what somebody else has put in force is simply shown.
  if (isBehind && !isChanged) reload()
  const problems = form.problem?.fields ?? []
  return (
    <Card title={words.title}>
      <FlagForm form={form} action={words.save} unchanged={!isChanged}>
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
          choices={choicesOf(words.bucketings)}
        />
        <PrerequisiteRows
          flagKey={flag.key}
          prerequisites={draft.prerequisites}
          problems={problems.filter(isOfPrerequisites)}
          onChange={prerequisites => set({ prerequisites })}
        />
        <FlagProblems problems={problems.filter(one => !isOfPrerequisites(one)).map(placed)} />
        <BeforeSaving edited={edited} />
      </FlagForm>
    </Card>
  )
}

/** What has to be known or said once something was changed. */
function BeforeSaving({ edited: { form, isBehind, isChanged, reload } }: { edited: DefinitionForm }) {
  const words = useWords(flagEditorWords)
  const { reason } = form.values
  return (
    <>
      {isBehind ? (
        <Notice tone="warn" alert action={<Button small onClick={reload} label={words.reload} />}>
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

          <p className="text-warn text-sm">{words.unsaved}</p>
        </>
      ) : null}
    </>
  )
}

const placed = ({ field, ...said }: FieldProblem) => ({
  path: field.replace(/^(body\.)?(definition\.)?/, ''),
  ...said,
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
        choices={choicesOf(words.modes)}
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

type Values = { readonly draft: Draft; readonly reason: string; readonly glass: Glass }
type DefinitionForm = {
  readonly form: FormState<Values>
  /** What would be saved; undefined while some text is no JSON. */
  readonly drafted: Drafted | undefined
  readonly isChanged: boolean
  /** Somebody else changed the flag since. */
  readonly isBehind: boolean
  readonly reload: () => void
}

const fresh = (flag: Flag): Values => ({ draft: draftOf(flag), reason: '', glass: whole })
/** As a draft of it would be written. */
const shape = (flag: Flag): string => JSON.stringify(draftedOf(draftOf(flag), flag))

/** What is typed of a definition, against what is in force. */
function useDefinitionForm(flag: Flag): DefinitionForm {
  const words = useWords(flagsWords)
  const { place } = useEnvironmentRef()
  const success = useFlagSuccess()
  const [known, setKnown] = useState(flag)
  const form = useForm<Values>(fresh(flag), async ({ draft, reason, glass }) => {
    const drafted = draftedOf(draft, known)
    if (!drafted) return
    const query = { ...place, ...pastApproval(glass), revision: known.revision }
    const body = { ...drafted, ...(reason.trim() ? { reason } : {}) }
    const saved = await callApi(UpdateFlag, { params: { key: flag.key }, query, body })
    // What waits is shown as a request; here stands what is in force.
    const next = waits(saved) ? known : saved
    setKnown(next)
    form.reset(fresh(next))
    success(saved, words.saved(flag.key))
  })
  const drafted = draftedOf(form.values.draft, known)
  const isChanged = JSON.stringify(drafted) !== shape(known)
  const isBehind = flag.revision !== known.revision
  const reload = () => {
    setKnown(flag)
    form.reset(fresh(flag))
  }
  return { form, drafted, isChanged, isBehind, reload }
}

type VariantRowsProps = {
  readonly variants: readonly VariantDraft[]
  readonly onChange: (variants: readonly VariantDraft[]) => void
}

/** Names and values, one a row; values are JSON, so that texts and numbers are not taken for each other. */
function VariantRows({ variants, onChange }: VariantRowsProps) {
  const words = useWords(flagEditorWords)
  const change = (id: number, part: Partial<VariantDraft>) =>
    onChange(variants.map(one => (one.id === id ? { ...one, ...part } : one)))
  const add = () => {
    const id = Math.max(-1, ...variants.map(one => one.id)) + 1
    onChange([...variants, { id, name: `variant-${id + 1}`, value: variants[0]?.value ?? 'true' }])
  }
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{words.variants}</legend>
      {variants.map(({ id, name, value }, index) => {
        const isBad = jsonOf(value).value === undefined
        return (
          <div key={id}>
            <div className="flex items-center gap-2">
              <input
                aria-label={words.variantNameOf(index + 1)}
                required
                value={name}
                onChange={event => change(id, { name: event.target.value })}
                className={`${inputClass} max-w-48`}
              />
              <input
                aria-label={words.variantValueOf(name)}
                aria-invalid={isBad || undefined}
                required
                spellCheck={false}
                value={value}
                onChange={event => change(id, { value: event.target.value })}
                className={`${inputClass} font-mono text-sm`}
              />
              <IconButton
                label={words.removeVariant(name)}
                icon="trash"
                disabled={variants.length < 2}
                onClick={() => onChange(variants.filter(one => one.id !== id))}
              />
            </div>
            {isBad ? <p className="text-bad mt-1 text-sm">{words.badValue}</p> : null}
          </div>
        )
      })}
      <Button small icon="plus" className="justify-self-start" onClick={add} label={words.addVariant} />
    </fieldset>
  )
}
