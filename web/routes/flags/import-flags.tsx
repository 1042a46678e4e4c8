import { useState } from 'react'
import { ImportFlags, type ImportResult } from '../../../contracts/flags/flag-documents.ts'
import type { FlagDocument } from '../../../contracts/flags/flags.ts'
import { readJson } from '../../../contracts/json-fault.ts'
import { callApi } from '../../data/api-client.ts'
import type { FieldProblem } from '../../data/problem.ts'
import { CheckboxField, Field, TextArea } from '../../design/forms/field.tsx'
import { useForm } from '../../design/forms/form.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { useSayJsonFault } from '../../words/say-json-fault.ts'
import { FlagForm, pastApproval, whole } from './break-glass.tsx'
import { useEnvironmentRef, useFlagSuccess, waits } from './environment.ts'
import { FlagProblems } from './flag-problems.tsx'

const nothing = { text: '', replace: false, glass: whole }

/** Tried first; the same file is taken over when it is seen what would change. */
export function ImportFlagsForm({ onDone }: { onDone: () => void }) {
  const words = useWords(flagsWords)
  const sayFault = useSayJsonFault()
  const { place } = useEnvironmentRef()
  const success = useFlagSuccess()
  const [tried, setTried] = useState<ImportResult | null>(null)
  const [bad, setBad] = useState<string | undefined>()
  const form = useForm(nothing, async ({ text, replace, glass }) => {
    const { value, fault } = readJson(text)
    setBad(fault ? words.importBad(sayFault(fault)) : undefined)
    if (fault) return
    const isTrial = tried === null
    const query = { ...place, ...(isTrial ? { dry_run: true } : pastApproval(glass)), replace: replace || undefined }
    const result = await callApi(ImportFlags, { query, body: value as FlagDocument })
    if (isTrial && !waits(result)) return setTried(result)
    success(result, words.imported)
    onDone()
  })
  const set = (change: Partial<typeof nothing>) => {
    setTried(null)
    form.set(change)
  }
  return (
    <FlagForm form={form} action={tried ? words.importApply : words.importTry} unchanged={!tried} onCancel={onDone}>
      <p>{words.importText}</p>
      <Field label={words.importFile}>
        {wiring => (
          <input
            {...wiring}
            type="file"
            accept=".json,.flagd,application/json"
            className="file:border-edge file:bg-surface file:text-ink file:mr-3 file:min-h-10 file:rounded-md file:border file:px-3.5 file:font-medium"
            onChange={event => void event.target.files?.[0]?.text().then(text => set({ text }))}
          />
        )}
      </Field>
      <TextArea
        label={words.importJson}
        rows={8}
        className="font-mono text-sm"
        required
        spellCheck={false}
        {...form.field('text')}
        onChange={text => set({ text })}
        error={bad}
      />
      <CheckboxField label={words.importReplace} {...form.field('replace')} />
      {form.problem ? <FlagProblems problems={form.problem.fields.map(asFlagProblem)} /> : null}
      {tried ? <Outcome result={tried} /> : null}
    </FlagForm>
  )
}

const asFlagProblem = ({ field, ...said }: FieldProblem) => ({
  path: field.replace(/^body\.?/, ''),
  ...said,
  severity: 'error' as const,
})

function Outcome({ result }: { result: ImportResult }) {
  const words = useWords(flagsWords)
  const parts = ['created', 'changed', 'deleted', 'unchanged'] as const
  return (
    <div className="border-line grid gap-2 rounded-md border p-3" role="status">
      {parts
        .filter(part => result[part].length > 0)
        .map(part => (
          <div key={part}>
            <span className="font-medium">
              {words.importOutcome[part]} ({result[part].length})
            </span>{' '}
            <span className="font-mono text-sm">{result[part].slice(0, 40).join(', ')}</span>
          </div>
        ))}
      <FlagProblems problems={result.problems} />
    </div>
  )
}
