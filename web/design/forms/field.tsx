import { type ComponentProps, type ReactNode, useId } from 'react'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { Icon } from '../icon.tsx'

export type FieldFrame = {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  /** Says so beside the label when the field may stay empty. */
  readonly optional?: boolean
}

type Wiring = { readonly id: string; readonly 'aria-describedby'?: string; readonly 'aria-invalid'?: true }

/** Label above, hint below, error last: the error is read out with the field. */
export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: FieldFrame & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId()
  const words = useWords(frameWords)
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1">
      <label htmlFor={id} className="font-medium">
        {label} {optional ? <span className="text-muted font-normal text-sm">{words.optional}</span> : null}
      </label>
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {hint ? (
        <div id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </div>
      ) : null}
      {error ? (
        <div id={`${id}-error`} className="text-bad flex items-start gap-1.5 text-sm">
          <Icon name="crossCircle" size={16} className="mt-0.5" />
          {error}
        </div>
      ) : null}
    </div>
  )
}

export const inputClass =
  'bg-surface border-edge w-full min-w-0 rounded-md border px-3 min-h-10 aria-invalid:border-bad disabled:bg-sunken disabled:text-muted'

type Own<Element extends 'input' | 'textarea' | 'select'> = Omit<ComponentProps<Element>, 'onChange' | 'value'> &
  FieldFrame & { readonly value: string; readonly onChange: (value: string) => void }

export function TextField({ label, hint, error, optional, onChange, ...rest }: Own<'input'>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {wiring => (
        <input
          type="text"
          {...rest}
          {...wiring}
          onChange={event => onChange(event.target.value)}
          className={`${inputClass} ${rest.className ?? ''}`}
        />
      )}
    </Field>
  )
}

export function TextArea({ label, hint, error, optional, onChange, ...rest }: Own<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {wiring => (
        <textarea
          rows={4}
          {...rest}
          {...wiring}
          onChange={event => onChange(event.target.value)}
          className={`${inputClass} py-2 ${rest.className ?? ''}`}
        />
      )}
    </Field>
  )
}

export type Choice = { readonly value: string; readonly label: string }

/** `{ minor: 'Minor' }`, as choices. */
export const choicesOf = (words: Readonly<Record<string, string>>): readonly Choice[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** The browser's own: known to every screen reader and every thumb. */
export function SelectField<Value extends string>({
  label,
  hint,
  error,
  optional,
  onChange,
  choices,
  ...rest
}: Omit<Own<'select'>, 'value' | 'onChange'> & {
  value: Value
  onChange: (value: Value) => void
  choices: readonly Choice[]
}) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {wiring => (
        <select {...rest} {...wiring} onChange={event => onChange(event.target.value as Value)} className={inputClass}>
          {choices.map(choice => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

type RadioProps<Value extends string> = {
  readonly label: string
  /** Of a form: it is said below all fields. */
  readonly error?: string | undefined
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[]
}

/** A few choices that deserve a word of explanation each. */
export function RadioField<Value extends string>({ label, value, onChange, choices }: RadioProps<Value>) {
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{label}</legend>
      <div className="grid gap-2">
        {choices.map(choice => (
          <div key={choice.value} className="grid grid-cols-[auto_1fr] gap-x-2.5">
            <input
              id={`${name}${choice.value}`}
              type="radio"
              name={name}
              checked={choice.value === value}
              aria-describedby={choice.hint ? `${name}${choice.value}-hint` : undefined}
              onChange={() => onChange(choice.value)}
              className="accent-accent mt-0.5 size-5"
            />
            <label htmlFor={`${name}${choice.value}`}>{choice.label}</label>
            {choice.hint ? (
              <div id={`${name}${choice.value}-hint`} className="text-muted col-start-2 text-sm">
                {choice.hint}
              </div>
            ) : null}
          </div>
        ))}
      </div>
    </fieldset>
  )
}

type Toggle = FieldFrame & {
  readonly value: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}

export function CheckboxField({ label, hint, error, value, onChange, disabled }: Toggle) {
  const id = useId()
  return (
    <div className="grid grid-cols-[auto_1fr] gap-x-2.5">
      <input
        id={id}
        type="checkbox"
        checked={value}
        disabled={disabled}
        aria-describedby={hint || error ? `${id}-more` : undefined}
        onChange={event => onChange(event.target.checked)}
        className="accent-accent mt-0.5 size-5"
      />
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {hint || error ? (
        <div id={`${id}-more`} className={`col-start-2 text-sm ${error ? 'text-bad' : 'text-muted'}`}>
          {error ?? hint}
        </div>
      ) : null}
    </div>
  )
}

type CheckboxesProps<Value extends string> = {
  readonly label: string
  readonly hint?: string | undefined
  readonly value: readonly Value[]
  readonly onChange: (value: readonly Value[]) => void
  readonly error?: string | undefined
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[]
  /** How they stand. */
  readonly className?: string
}

/** Any number of a few choices. */
export function Checkboxes<Value extends string>(props: CheckboxesProps<Value>) {
  const { label, hint, value, onChange, choices, className = 'mt-1 grid gap-2' } = props
  return (
    <fieldset>
      <legend className="font-medium">{label}</legend>
      {hint ? <p className="text-muted mb-2 text-sm">{hint}</p> : null}
      <div className={className}>
        {choices.map(choice => (
          <CheckboxField
            key={choice.value}
            label={choice.label}
            hint={choice.hint}
            value={value.includes(choice.value)}
            onChange={on => onChange(on ? [...value, choice.value] : value.filter(one => one !== choice.value))}
          />
        ))}
      </div>
    </fieldset>
  )
}

/** Acts at once; a checkbox waits for the form to be sent. */
export function SwitchField({ label, hint, value, onChange, disabled }: Toggle) {
  const id = useId()
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <span id={id} className="font-medium">
          {label}
        </span>
        {hint ? <div className="text-muted text-sm">{hint}</div> : null}
      </div>
      <button
        type="button"
        role="switch"
        aria-checked={value}
        aria-labelledby={id}
        disabled={disabled}
        onClick={() => onChange(!value)}
        className={`border-edge relative h-6 w-11 shrink-0 rounded-full border transition-colors disabled:opacity-55 ${value ? 'bg-accent' : 'bg-sunken'}`}
      >
        <span
          className={`absolute top-0.5 size-4.5 rounded-full transition-[left] ${value ? 'bg-accent-ink left-[1.35rem]' : 'bg-edge left-0.5'}`}
        />
      </button>
    </div>
  )
}
