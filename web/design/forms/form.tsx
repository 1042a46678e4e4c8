import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { Problem } from '../../data/problem.ts'
import { fieldProblemWords } from '../../messages/field-problems.ts'
import { frameWords } from '../../messages/frame.ts'
import { problemWords } from '../../messages/problems.ts'
import { useWords } from '../../words/language.tsx'
import { sayFieldProblem } from '../../words/say-field-problem.ts'
import { sayOfField, useProblemText, useServerText } from '../../words/say-problem.ts'
import { Button } from '../button.tsx'
import { Notice } from '../notice.tsx'

export type FormState<Values> = {
  readonly values: Values
  readonly set: (change: Partial<Values>) => void
  /** What a field of this name needs: `<TextField label={…} {...form.field('name')} />`. */
  readonly field: <Name extends keyof Values & string>(
    name: Name,
  ) => {
    readonly value: Values[Name]
    readonly onChange: (value: Values[Name]) => void
    readonly error: string | undefined
  }
  /** What the server said of one field. */
  readonly errorOf: (field: string) => string | undefined
  /** Everything it said that belongs to no field that is drawn. */
  readonly problem: Problem | null
  readonly busy: boolean
  readonly reset: (values?: Values) => void
  readonly submit: () => Promise<void>
  /** Asks something else with the same values: what is refused stands under its fields. */
  readonly attempt: (run: () => Promise<unknown>) => Promise<void>
}

/** Values, and what the server says of them: `body.password` of problem+json belongs to the field `password`. */
export function useForm<Values extends object>(
  initial: Values,
  send: (values: Values) => Promise<unknown>,
): FormState<Values> {
  const [values, setValues] = useState(initial)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const known = useWords(problemWords)
  const short = useWords(fieldProblemWords)
  const sentence = useServerText()
  const inOurWords = problem ? sayOfField(problem, known) : undefined
  const errors = problem?.fields.map(({ field, message, message_i18n }) => ({
    field: field.replace(/^(body|query|params)\./, ''),
    message: inOurWords ?? sayFieldProblem(message_i18n, short) ?? sentence(message, message_i18n),
  }))
  const isDrawn =
    errors !== undefined &&
    errors.length > 0 &&
    errors.every(({ field }) => Object.keys(values).some(name => isOf(field, name)))
  const attempt = async (run: () => Promise<unknown>) => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      await run()
    } catch (thrown) {
      setProblem(thrown as Problem)
    } finally {
      setBusy(false)
    }
  }
  const set = (change: Partial<Values>) => setValues(before => ({ ...before, ...change }))
  const errorOf = (wanted: string) => errors?.find(({ field }) => isOf(field, wanted))?.message
  return {
    values,
    set,
    field: name => ({
      value: values[name],
      onChange: value => setValues(before => ({ ...before, [name]: value })),
      error: errorOf(name),
    }),
    errorOf,
    problem:
      problem && isDrawn
        ? withoutField(problem, { isSaid: inOurWords !== undefined, isKnown: problem.code in known.codes })
        : problem,
    busy,
    reset: next => {
      setValues(next ?? initial)
      setProblem(null)
    },
    submit: () => attempt(() => send(values)),
    attempt,
  }
}

/** What is left to say when each field that is wrong says so itself. */
function withoutField(problem: Problem, { isSaid, isKnown }: { isSaid: boolean; isKnown: boolean }): Problem | null {
  if (isSaid) return null
  return isKnown ? problem : new Problem({ ...problem, code: 'console.invalid', detail: '' })
}

/** `conditions[1]` and `headers.accept` belong to `conditions` and `headers`. */
const isOf = (field: string, wanted: string): boolean =>
  field === wanted || field.startsWith(`${wanted}[`) || field.startsWith(`${wanted}.`)

type FormProps = {
  readonly form: Pick<FormState<object>, 'problem' | 'busy' | 'submit'>
  readonly action: string
  readonly onCancel?: () => void
  readonly children: ReactNode
}

/** Sends with Enter, keeps what was typed when something is wrong, and brings the eye to the first error. */
export function Form({ form, action, onCancel, children }: FormProps) {
  const element = useRef<HTMLFormElement>(null)
  const words = useWords(frameWords)
  const say = useProblemText()
  const send = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    await form.submit()
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }
  return (
    <form ref={element} onSubmit={send} className="grid grid-cols-1 gap-4" noValidate={false}>
      {children}
      {form.problem ? (
        <Notice tone="bad" alert>
          {say(form.problem)}
        </Notice>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2">
        {onCancel ? <Button onClick={onCancel} label={words.cancel} /> : null}
        <Button type="submit" variant="primary" busy={form.busy} label={action} />
      </div>
    </form>
  )
}
