import { Button } from '../../../design/button.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { useWords } from '../../../words/language.tsx'
import { ConditionRow } from './condition-row.tsx'
import type { Condition } from './targeting.ts'

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
        look="quiet"
        icon="plus"
        className="justify-self-start"
        onClick={() => onChange([...conditions, anyone])}
      >
        {words.addCondition}
      </Button>
    </>
  )
}
