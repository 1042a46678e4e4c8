import { useState } from 'react'
import { type Tried, TryCheck } from '../../../contracts/monitor/check-authoring.ts'
import { CheckDefinition } from '../../../contracts/monitor/monitor.ts'
import { callApi } from '../../data/api-client.ts'
import { Button } from '../../design/button.tsx'
import { CheckboxField } from '../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../design/forms/form.tsx'
import {
  fieldsOf,
  type Schema,
  type SchemaField,
  type SchemaValues,
  toBody,
  toValues,
} from '../../design/forms/schema-fields.ts'
import { SchemaForm } from '../../design/forms/schema-form.tsx'
import { Notice, type Tone } from '../../design/notice.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { ProbeFacts } from './check-incidents.tsx'

export type Kind = { readonly kind: string; readonly summary: string; readonly schema: unknown }
export type CheckBody = { readonly name: string } & Readonly<Record<string, unknown>>

type CheckFormProps = {
  readonly kind: Kind
  /** Of a check that is there already: what is written, which secrets it has, and its id. */
  readonly given?: {
    readonly id: string
    readonly definition: Readonly<Record<string, unknown>>
    readonly secrets: readonly string[]
  }
  readonly action: string
  readonly onCancel?: () => void
  readonly send: (body: CheckBody) => Promise<unknown>
}

/** What every check has, with the kind's own fields between the basic ones and the rest. */
export function CheckForm({ kind, given, action, onCancel, send }: CheckFormProps) {
  const words = useWords(checksWords).edit
  const [fields] = useState(() => fieldsOfKind(kind))
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set())
  const bodyOf = (values: SchemaValues): CheckBody => ({
    name: '',
    ...toBody(fields, values),
    kind: kind.kind,
    ...(given?.definition.paused === true ? { paused: true } : {}),
    ...Object.fromEntries([...removed].map(name => [name, null])),
  })
  const form = useForm<SchemaValues>(toValues(fields, given?.definition), values => send(bodyOf(values)))
  const isStored = ({ path }: SchemaField) => given?.secrets.includes(path) ?? false
  return (
    <Form form={form} action={action} onCancel={onCancel}>
      <SchemaForm
        fields={fields}
        values={form.values}
        onChange={form.set}
        errorOf={form.errorOf}
        after={field =>
          isPartlyHidden(field, given?.definition) ? (
            <p className="text-muted text-sm">{words.addressHidden}</p>
          ) : isStored(field) && !form.values[field.path] ? (
            <CheckboxField
              label={words.secretRemove}
              hint={words.secretStays}
              value={removed.has(field.path)}
              onChange={checked => setRemoved(without(removed, field.path, checked))}
            />
          ) : null
        }
      />
      <TryCheckPanel kind={kind.kind} like={given?.id} body={() => bodyOf(form.values)} attempt={form.attempt} />
    </Form>
  )
}

/** The address as it is stored is known to the server alone. */
function isPartlyHidden({ path, schema }: SchemaField, given: Readonly<Record<string, unknown>> = {}): boolean {
  return schema.address === true && typeof given[path] === 'string' && given[path].includes('***')
}

function without(names: ReadonlySet<string>, name: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(names)
  if (isIn) next.add(name)
  else next.delete(name)
  return next
}

/** What is chosen elsewhere, or has its own button, is not a field. */
function fieldsOfKind({ schema }: Kind): readonly SchemaField[] {
  const { kind: _above, paused: _button, ...common } = (CheckDefinition as Schema).properties ?? {}
  return [...fieldsOf({ ...(CheckDefinition as Schema), properties: common }), ...fieldsOf(schema as Schema)]
}

type TryCheckProps = {
  readonly kind: string
  /** The check whose secrets stand in for those that are not typed. */
  readonly like: string | undefined
  readonly body: () => CheckBody
  readonly attempt: FormState<object>['attempt']
}

const tones: Readonly<Record<Tried['state'], Tone>> = { up: 'ok', degraded: 'warn', down: 'bad', unknown: 'unknown' }

/** What the check would say, before anybody relies on it. */
function TryCheckPanel({ kind, like, body, attempt }: TryCheckProps) {
  const words = useWords(checksWords).edit
  const [tried, setTried] = useState<Tried | null>(null)
  const [busy, setBusy] = useState(false)
  // A job calls us, we do not call it.
  if (kind === 'heartbeat') return null
  const run = async () => {
    setBusy(true)
    setTried(null)
    await attempt(async () => setTried(await callApi(TryCheck, { query: like ? { like } : {}, body: body() })))
    setBusy(false)
  }
  return (
    <section className="border-line grid grid-cols-1 gap-3 rounded-md border p-3" aria-label={words.try}>
      <div className="flex flex-wrap items-center gap-3">
        <Button icon="play" busy={busy} onClick={run} label={words.try} />
        <span className="text-muted min-w-0 flex-1 text-sm">{words.tryText}</span>
      </div>
      <div role="status" className="grid grid-cols-1 gap-3">
        {tried ? <Answer tried={tried} /> : null}
      </div>
    </section>
  )
}

function Answer({ tried }: { tried: Tried }) {
  const words = useWords(checksWords).edit
  const format = useFormat()
  const say = useMessageText()
  const { state, reason, reason_i18n, response_ms, http_status, evidence } = tried
  const more = [
    http_status === null ? null : `HTTP ${http_status}`,
    response_ms === null ? null : words.triedIn(format.milliseconds(response_ms)),
    reason && say(reason, reason_i18n),
  ]
  return (
    <>
      <Notice tone={tones[state]}>
        <strong>{words.tried[state]}</strong>
        <div>{more.filter(Boolean).join(' · ')}</div>
      </Notice>
      {evidence ? (
        <details open={state !== 'up'}>
          <summary className="min-h-8 font-medium">{words.evidence}</summary>
          <div className="mt-2">
            <ProbeFacts probe={evidence} />
          </div>
        </details>
      ) : null}
    </>
  )
}
