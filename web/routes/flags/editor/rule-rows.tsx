import { Button, IconButton } from '../../../design/button.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { useWords } from '../../../words/language.tsx'
import { anyone, ConditionRows } from './condition-rows.tsx'
import { ServedField } from './served-field.tsx'
import type { Rule, Targeting } from './targeting.ts'

type RuleRowsProps = {
  readonly targeting: Targeting
  readonly variants: readonly string[]
  readonly onChange: (targeting: Targeting) => void
}

/** Rules in order, and what everybody else gets. */
export function RuleRows({ targeting, variants, onChange }: RuleRowsProps) {
  const words = useWords(flagEditorWords)
  const { rules, otherwise } = targeting
  const set = (index: number, rule: Rule) => onChange({ ...targeting, rules: rules.with(index, rule) })
  const add = () =>
    onChange({ ...targeting, rules: [...rules, { conditions: [anyone], serve: { variant: variants[0] ?? '' } }] })
  const swap = (index: number) => {
    const [above, below] = [rules[index - 1], rules[index]]
    if (above && below) onChange({ ...targeting, rules: rules.with(index - 1, below).with(index, above) })
  }
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-medium">{words.rules}</legend>
      {rules.length === 0 && otherwise === null ? <p className="text-muted">{words.noRules}</p> : null}
      {rules.map((rule, index) => (
        <section
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name but their place
          key={index}
          aria-label={words.ruleNumber(index + 1)}
          className="border-line grid gap-3 rounded-md border p-3"
        >
          <div className="flex items-center justify-between">
            <h3 className="font-medium">{words.ruleNumber(index + 1)}</h3>
            <div className="flex">
              <IconButton
                label={words.moveUp(index + 1)}
                icon="up"
                disabled={index === 0}
                onClick={() => swap(index)}
              />
              <IconButton
                label={words.removeRule(index + 1)}
                icon="trash"
                onClick={() => onChange({ ...targeting, rules: rules.toSpliced(index, 1) })}
              />
            </div>
          </div>
          <OneRule rule={rule} variants={variants} onChange={next => set(index, next)} />
        </section>
      ))}
      <Button small icon="plus" className="justify-self-start" onClick={add}>
        {words.addRule}
      </Button>
      <ServedField
        label={words.everybodyElse}
        mayBeNothing
        served={otherwise}
        variants={variants}
        onChange={served => onChange({ ...targeting, otherwise: served })}
      />
    </fieldset>
  )
}

type OneRuleProps = {
  readonly rule: Rule
  readonly variants: readonly string[]
  readonly onChange: (rule: Rule) => void
}

function OneRule({ rule, variants, onChange }: OneRuleProps) {
  const words = useWords(flagEditorWords)
  return (
    <>
      <ConditionRows conditions={rule.conditions} onChange={conditions => onChange({ ...rule, conditions })} />
      <ServedField
        label={words.serve}
        served={rule.serve}
        variants={variants}
        onChange={serve => onChange({ ...rule, serve })}
      />
    </>
  )
}
