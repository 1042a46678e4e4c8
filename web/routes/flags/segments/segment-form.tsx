import { useQueryClient } from '@tanstack/react-query'
import { ListSegments, PutSegment, type Segment } from '../../../../contracts/flags.ts'
import type { JsonFault } from '../../../../contracts/json-fault.ts'
import { ask } from '../../../data/api-client.ts'
import { forget } from '../../../data/queries.ts'
import { SelectField, TextArea, TextField } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { flagSegmentsWords } from '../../../messages/flag-segments.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useWords } from '../../../words/language.tsx'
import { useSayJsonFault } from '../../../words/say-json-fault.ts'
import { BreakGlass, pastApproval, useSendWord, whole } from '../break-glass.tsx'
import { anyone, ConditionRows } from '../editor/condition-rows.tsx'
import { type Condition, conditionsOf, logicOfAll } from '../editor/targeting.ts'
import { flagAnswers, usePlace, waits } from '../environment.ts'
import { FlagProblems } from '../flag-problems.tsx'
import { jsonOf, jsonText } from '../json-text.ts'

type Mode = 'rows' | 'json'
type Rule = { readonly mode: Mode; readonly rows: readonly Condition[]; readonly json: string }

const ruleOf = (segment: Segment | undefined): Rule => {
  const rows = segment ? conditionsOf(segment.rule) : [anyone]
  return { mode: rows ? 'rows' : 'json', rows: rows ?? [anyone], json: jsonText(segment?.rule) }
}

type SegmentFormProps = {
  /** None: a new one. */
  readonly segment?: Segment
  readonly keys: readonly string[]
  readonly onDone: () => void
}

/** Who is in it, as conditions or as JSON. */
export function SegmentForm({ segment, keys, onDone }: SegmentFormProps) {
  const words = useWords(flagSegmentsWords)
  const editor = useWords(flagEditorWords)
  const { requested } = useWords(flagsWords)
  const { place } = usePlace()
  const toasts = useToasts()
  const client = useQueryClient()
  const initial = { key: segment?.key ?? '', rule: ruleOf(segment), reason: '', glass: whole }
  const form = useForm(initial, async ({ key, rule, reason, glass }) => {
    if (isTaken || json.error !== undefined) return
    const body = { rule: rule.mode === 'rows' ? logicOfAll(rule.rows) : json.value, ...(reason.trim() && { reason }) }
    const saved = await ask(PutSegment, { params: { key }, query: { ...place, ...pastApproval(glass) }, body })
    forget(client, ...flagAnswers, ListSegments)
    toasts.done(waits(saved) ? requested : words.saved(key))
    onDone()
  })
  const { values, set } = form
  const { key, rule, glass } = values
  const action = useSendWord(glass, editor.save)
  const json = rule.mode === 'json' ? jsonOf(rule.json) : { value: undefined }
  const isTaken = !segment && keys.includes(key)
  return (
    <Form form={form} action={action} onCancel={onDone}>
      {segment ? null : (
        <TextField
          label={words.key}
          hint={words.keyHint}
          required
          maxLength={200}
          spellCheck={false}
          value={key}
          onChange={text => set({ key: text.trim() })}
          error={isTaken ? words.taken : form.errorOf('key')}
        />
      )}
      <RuleField rule={rule} ownSegment={key} error={json.error} onChange={next => set({ rule: next })} />
      <FlagProblems problems={(form.problem?.fields ?? []).filter(({ field }) => field !== 'key').map(placed)} />
      <TextField label={editor.reason} optional maxLength={500} {...form.field('reason')} />
      <BreakGlass glass={glass} onChange={next => set({ glass: next })} />
    </Form>
  )
}

const placed = ({ field, message }: { field: string; message: string }) => ({
  path: field.replace(/^\$evaluators\./, ''),
  message,
  severity: 'error' as const,
})

type RuleFieldProps = {
  readonly rule: Rule
  readonly ownSegment: string
  readonly error: JsonFault | undefined
  readonly onChange: (rule: Rule) => void
}

function RuleField({ rule, ownSegment, error, onChange }: RuleFieldProps) {
  const words = useWords(flagSegmentsWords)
  const { badJson } = useWords(flagEditorWords)
  const sayFault = useSayJsonFault()
  const rows = rule.mode === 'rows' ? rule.rows : conditionsOf(jsonOf(rule.json).value)
  const choose = (mode: string) => {
    if (mode === 'json') onChange({ ...rule, mode, json: jsonText(logicOfAll(rule.rows)) })
    else if (rows) onChange({ ...rule, mode: 'rows', rows })
  }
  return (
    <>
      <SelectField
        label={words.mode}
        hint={rows ? undefined : words.notRows}
        value={rule.mode}
        disabled={!rows}
        onChange={choose}
        choices={Object.entries(words.modes).map(([value, label]) => ({ value, label }))}
      />
      {rule.mode === 'rows' ? (
        <fieldset className="border-line grid gap-3 rounded-md border p-3">
          <legend className="px-1 font-medium">{words.rule}</legend>
          <ConditionRows
            conditions={rule.rows}
            ownSegment={ownSegment}
            onChange={next => onChange({ ...rule, rows: next })}
          />
        </fieldset>
      ) : (
        <TextArea
          label={words.json}
          hint={words.jsonHint}
          rows={10}
          required
          spellCheck={false}
          className="font-mono text-sm"
          value={rule.json}
          onChange={text => onChange({ ...rule, json: text })}
          error={error === undefined ? undefined : badJson(sayFault(error))}
        />
      )}
    </>
  )
}
