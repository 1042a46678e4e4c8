import { useState } from 'react'
import { ListSegments } from '../../../../contracts/flags/flags.ts'
import { useApiQuery } from '../../../data/queries.ts'
import { Button, IconButton } from '../../../design/button.tsx'
import { inputClass } from '../../../design/forms/field.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { useWords } from '../../../words/language.tsx'
import { useEnvironmentRef } from '../environment.ts'
import { type Condition, type Operator, textOf, typedValue } from './targeting.ts'

export const anyone: Condition = { attribute: 'email', operator: 'ends_with', value: '' }

type ConditionRowsProps = {
  readonly conditions: readonly Condition[]
  readonly onChange: (conditions: readonly Condition[]) => void
  /** The segment that these conditions make: it cannot ask for itself. */
  readonly ownSegment?: string
}

/** All of them have to hold; there is always one. */
export function ConditionRows({ conditions, onChange, ownSegment }: ConditionRowsProps) {
  const words = useWords(flagEditorWords)
  return (
    <>
      {conditions.map((condition, index) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
          key={index}
          condition={condition}
          lead={index === 0 ? words.when : words.and}
          ownSegment={ownSegment}
          onChange={next => onChange(conditions.with(index, next))}
          onRemove={conditions.length > 1 ? () => onChange(conditions.toSpliced(index, 1)) : undefined}
        />
      ))}
      <Button
        small
        variant="quiet"
        icon="plus"
        className="justify-self-start"
        onClick={() => onChange([...conditions, anyone])}
        label={words.addCondition}
      />
    </>
  )
}

type ConditionRowProps = {
  readonly condition: Condition
  readonly lead: string
  readonly ownSegment?: string | undefined
  readonly onChange: (condition: Condition) => void
  readonly onRemove: (() => void) | undefined
}

/** `When email ends with @example.com` */
function ConditionRow({ condition, lead, ownSegment, onChange, onRemove }: ConditionRowProps) {
  const words = useWords(flagEditorWords)
  const { attribute, operator } = condition
  const choose = (next: Operator) =>
    onChange({
      attribute: next === 'segment' ? '' : attribute || 'email',
      operator: next,
      value: next === 'segment' ? '' : typedValue(next, textOf(condition.value)),
    })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="min-w-8 whitespace-nowrap">{lead}</span>
      {operator === 'segment' ? null : (
        <input
          aria-label={words.attribute}
          title={words.attributeHint}
          required
          spellCheck={false}
          value={attribute}
          onChange={event => onChange({ ...condition, attribute: event.target.value })}
          className={`${inputClass} !w-36 !min-w-28 flex-1`}
        />
      )}
      <select
        aria-label={words.operator}
        value={operator}
        onChange={event => choose(event.target.value as Operator)}
        className={`${inputClass} !w-auto max-w-full flex-auto`}
      >
        {Object.entries(words.operators).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <div className="flex min-w-36 flex-1 items-center gap-2">
        {operator === 'segment' ? (
          <SegmentChoice
            value={textOf(condition.value)}
            own={ownSegment}
            onChange={value => onChange({ ...condition, value })}
          />
        ) : (
          <ValueInput condition={condition} onChange={value => onChange({ ...condition, value })} />
        )}
        {onRemove ? <IconButton label={words.removeCondition} icon="close" onClick={onRemove} /> : null}
      </div>
    </div>
  )
}

/** Keeps what is typed as it is typed: `FR, ` stays until the next word comes. */
function ValueInput({ condition, onChange }: { condition: Condition; onChange: (value: unknown) => void }) {
  const words = useWords(flagEditorWords)
  const { operator, value } = condition
  const [typed, setTyped] = useState(textOf(value))
  const isSame = JSON.stringify(typedValue(operator, typed)) === JSON.stringify(value) || typed === textOf(value)
  return (
    <input
      aria-label={words.value}
      title={operator === 'in' ? words.valuesHint : undefined}
      spellCheck={false}
      value={isSame ? typed : textOf(value)}
      onChange={event => {
        setTyped(event.target.value)
        onChange(typedValue(operator, event.target.value))
      }}
      className={`${inputClass} !w-40 flex-1`}
    />
  )
}

type SegmentChoiceProps = {
  readonly value: string
  readonly own: string | undefined
  readonly onChange: (key: string) => void
}

function SegmentChoice({ value, own, onChange }: SegmentChoiceProps) {
  const words = useWords(flagEditorWords)
  const { place } = useEnvironmentRef()
  const segments = useApiQuery(ListSegments, { query: { ...place, limit: 500 } }).data?.items ?? []
  const keys = [...new Set([value, ...segments.map(({ key }) => key)])].filter(key => key !== own)
  return (
    <select
      aria-label={words.value}
      required
      value={value}
      onChange={event => onChange(event.target.value)}
      className={`${inputClass} !w-40 flex-1`}
    >
      {keys.map(key => (
        <option key={key} value={key}>
          {key}
        </option>
      ))}
    </select>
  )
}
