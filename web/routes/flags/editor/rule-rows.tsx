import { Button, IconButton } from '../../../design/button.tsx'
import { SelectField } from '../../../design/forms/field.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { useWords } from '../../../words/language.tsx'
import { anyone, ConditionRows } from './condition-rows.tsx'
import { hundred, moveShare, type Rule, type Served, type Share, type Targeting } from './targeting.ts'

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
      <Button small icon="plus" className="justify-self-start" onClick={add} label={words.addRule} />
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

type ServedFieldProps = {
  readonly label: string
  readonly served: Served
  readonly variants: readonly string[]
  readonly mayBeNothing?: boolean
  readonly onChange: (served: Served) => void
}

const split = 'split:'
const chosen = (name: string) => `variant:${name}`

/** One variant for all, or a share for each. */
function ServedField({ label, served, variants, mayBeNothing = false, onChange }: ServedFieldProps) {
  const words = useWords(flagEditorWords)
  const value = served === null ? '' : 'variant' in served ? chosen(served.variant) : split
  const names =
    served && 'variant' in served && !variants.includes(served.variant) ? [...variants, served.variant] : variants
  const choose = (next: string) => {
    if (next === '') onChange(null)
    else if (next === split) onChange({ shares: hundred(variants.map(name => [name, 1])) })
    else onChange({ variant: next.slice(chosen('').length) })
  }
  return (
    <div className="grid gap-3">
      <SelectField
        label={label}
        value={value}
        onChange={choose}
        choices={[
          ...(mayBeNothing || served === null ? [{ value: '', label: words.nothing }] : []),
          ...names.map(name => ({ value: chosen(name), label: name })),
          { value: split, label: words.split },
        ]}
      />
      {served && 'shares' in served ? (
        <Shares shares={withAll(served.shares, variants)} onChange={shares => onChange({ shares })} />
      ) : null}
    </div>
  )
}

const withAll = (shares: readonly Share[], variants: readonly string[]): readonly Share[] =>
  hundred([
    ...shares,
    ...variants.filter(name => !shares.some(([one]) => one === name)).map((name): Share => [name, 0]),
  ])

function Shares({ shares, onChange }: { shares: readonly Share[]; onChange: (shares: readonly Share[]) => void }) {
  const words = useWords(flagEditorWords)
  const move = (index: number, weight: number) =>
    onChange(moveShare(shares, index, weight).filter(([, share], at) => share > 0 || at === index))
  return (
    <div className="grid gap-2">
      {shares.map(([name, weight], index) => (
        <div key={name} className="grid grid-cols-[minmax(4rem,8rem)_1fr_5rem] items-center gap-3">
          <code className="break-all">{name}</code>
          <input
            type="range"
            min={0}
            max={100}
            value={weight}
            aria-label={words.shareOf(name)}
            onChange={event => move(index, Number(event.target.value))}
            className="accent-accent h-8 w-full"
          />
          <span className="text-right">{weight} %</span>
        </div>
      ))}
      <p className="text-muted text-sm">{words.shares}</p>
    </div>
  )
}
