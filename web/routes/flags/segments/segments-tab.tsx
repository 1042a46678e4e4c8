import { DeleteSegment, ListSegments, PutSegment, type Segment } from '../../../../contracts/flags/flags.ts'
import type { JsonFault } from '../../../../contracts/json-fault.ts'
import { callApi } from '../../../data/api-client.ts'
import { usePagedQuery } from '../../../data/paged-query.ts'
import type { FieldProblem } from '../../../data/problem.ts'
import { DialogButton } from '../../../design/actions/dialog-button.tsx'
import { IconButton } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { useOpen } from '../../../design/dialog.tsx'
import { choicesOf, SelectField, TextArea, TextField } from '../../../design/forms/field.tsx'
import { useForm } from '../../../design/forms/form.tsx'
import { FromFile } from '../../../design/from-file.tsx'
import { EmptyState } from '../../../design/lists/empty-state.tsx'
import { More, QueryList } from '../../../design/lists/query-result.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { flagSegmentsWords } from '../../../messages/flag-segments.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { frameWords } from '../../../messages/frame.ts'
import { useWords } from '../../../words/language.tsx'
import { useSayJsonFault } from '../../../words/say-json-fault.ts'
import { ConfirmChange, FlagForm, pastApproval, whole } from '../break-glass.tsx'
import { anyone, ConditionRows } from '../editor/condition-rows.tsx'
import { type Condition, conditionsOf, logicOfAll, textOf } from '../editor/targeting.ts'
import { flagAnswers, useEnvironmentRef, useFlagSuccess } from '../environment.ts'
import { FlagLink } from '../flag-link.tsx'
import { FlagProblems } from '../flag-problems.tsx'
import { jsonOf, jsonText } from '../json-text.ts'

/** Rules that flags share: who is in them, and who asks. */
export function SegmentsTab() {
  const words = useWords(flagSegmentsWords)
  const { place, mayEdit } = useEnvironmentRef()
  const segments = usePagedQuery(ListSegments, { query: { ...place, limit: 200 } })
  const keys = segments.data?.map(({ key }) => key) ?? []
  const add = (
    <DialogButton small icon="plus" label={words.make} shape="wide">
      {close => <SegmentForm keys={keys} onDone={close} />}
    </DialogButton>
  )
  return (
    <Card title={words.list} actions={mayEdit ? add : null}>
      <p className="text-muted mb-3 text-sm">{words.intro}</p>
      <QueryList answer={segments} none={<EmptyState icon="people" title={words.none} text={words.noneText} />}>
        {segment => <SegmentRow key={segment.key} segment={segment} mayEdit={mayEdit && segment.origin !== 'file'} />}
      </QueryList>
      <More pages={segments} />
    </Card>
  )
}

function SegmentRow({ segment, mayEdit }: { segment: Segment; mayEdit: boolean }) {
  const words = useWords(flagSegmentsWords)
  const { edit } = useWords(frameWords)
  const { key, place, used_by } = segment
  return (
    <li className="grid gap-1.5 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="flex items-center gap-2">
          <code className="font-medium break-all">{key}</code>
          <FromFile place={place} words />
        </div>
        {mayEdit ? (
          <div className="flex items-center gap-1">
            <DialogButton
              small
              icon="edit"
              label={edit}
              aria-label={words.editOf(key)}
              title={words.editOf(key)}
              shape="wide"
            >
              {close => <SegmentForm segment={segment} keys={[]} onDone={close} />}
            </DialogButton>
            {used_by.length === 0 ? <RemoveSegment segmentKey={key} /> : null}
          </div>
        ) : null}
      </div>
      <div className="text-sm">
        <RuleInWords rule={segment.rule} />
      </div>
      <div className="text-muted text-sm">
        {used_by.length === 0 ? words.unused : words.usedBy}{' '}
        {used_by.map((flag, index) => (
          <span key={flag}>
            {index > 0 ? ', ' : null}
            <FlagLink flagKey={flag} />
          </span>
        ))}
      </div>
    </li>
  )
}

/** As a sentence where conditions can say it, else as it is. */
function RuleInWords({ rule }: { rule: unknown }) {
  const words = useWords(flagEditorWords)
  const conditions = conditionsOf(rule)
  if (!conditions) return <code className="break-words">{JSON.stringify(rule)}</code>
  return conditions.map(({ attribute, operator, value }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
    <span key={index}>
      {index > 0 ? ` ${words.and} ` : null}
      {attribute ? <code>{attribute}</code> : null} {words.operators[operator]}{' '}
      <code className="break-all">{textOf(value)}</code>
    </span>
  ))
}

function RemoveSegment({ segmentKey: key }: { segmentKey: string }) {
  const words = useWords(flagSegmentsWords)
  const { remove } = useWords(flagsWords)
  const { place } = useEnvironmentRef()
  const [asking, open, close] = useOpen()
  return (
    <>
      <IconButton label={words.remove(key)} icon="trash" onClick={open} />
      {asking ? (
        <ConfirmChange
          onClose={close}
          title={words.removeTitle(key)}
          action={remove}
          text={words.removeText}
          operation={DeleteSegment}
          input={past => ({ params: { key }, query: { ...place, ...past } })}
          changes={[...flagAnswers, ListSegments]}
          done={words.removed(key)}
        />
      ) : null}
    </>
  )
}

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
function SegmentForm({ segment, keys, onDone }: SegmentFormProps) {
  const words = useWords(flagSegmentsWords)
  const editor = useWords(flagEditorWords)
  const { place } = useEnvironmentRef()
  const success = useFlagSuccess()
  const initial = { key: segment?.key ?? '', rule: ruleOf(segment), reason: '', glass: whole }
  const form = useForm(initial, async ({ key, rule, reason, glass }) => {
    if (isTaken || json.error !== undefined) return
    const body = { rule: rule.mode === 'rows' ? logicOfAll(rule.rows) : json.value, ...(reason.trim() && { reason }) }
    const saved = await callApi(PutSegment, { params: { key }, query: { ...place, ...pastApproval(glass) }, body })
    success(saved, words.saved(key), ListSegments)
    onDone()
  })
  const { values, set } = form
  const { key, rule } = values
  const json = rule.mode === 'json' ? jsonOf(rule.json) : { value: undefined }
  const isTaken = !segment && keys.includes(key)
  return (
    <FlagForm form={form} action={editor.save} onCancel={onDone}>
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
    </FlagForm>
  )
}

const placed = ({ field, ...said }: FieldProblem) => ({
  path: field.replace(/^\$evaluators\./, ''),
  ...said,
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
        choices={choicesOf(words.modes)}
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
