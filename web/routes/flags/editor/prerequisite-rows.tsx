import { useId } from 'react'
import { type Flag, ListFlags, type Prerequisite } from '../../../../contracts/flags/flags.ts'
import { useAllItems } from '../../../data/all-pages.ts'
import type { FieldProblem } from '../../../data/problem.ts'
import { Button, IconButton } from '../../../design/button.tsx'
import { inputClass } from '../../../design/forms/field.tsx'
import { Icon } from '../../../design/icon.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { useWords } from '../../../words/language.tsx'
import { useMessageText } from '../../../words/worded.ts'
import { useEnvironmentRef } from '../environment.ts'
import { nextPrerequisite, prerequisiteOf, rowOf, withVariant } from './prerequisites.ts'

type PrerequisiteRowsProps = {
  /** Of the flag that needs the others. */
  readonly flagKey: string
  readonly prerequisites: readonly Prerequisite[]
  readonly problems: readonly FieldProblem[]
  readonly onChange: (prerequisites: readonly Prerequisite[]) => void
}

const none: readonly Flag[] = []

/** Other flags of this place that have to be on a variant before the rules are even asked. */
export function PrerequisiteRows({ flagKey, prerequisites, problems, onChange }: PrerequisiteRowsProps) {
  const words = useWords(flagEditorWords)
  const say = useMessageText()
  const { place } = useEnvironmentRef()
  const flags = useAllItems(ListFlags, { query: place }).data ?? none
  const id = useId()
  const next = nextPrerequisite(flags, flagKey, prerequisites)
  const isFree = (key: string) => key !== flagKey && !prerequisites.some(({ flag }) => flag === key)
  const isWrong = (row: number) => problems.some(problem => (rowOf(problem) ?? row) === row)
  return (
    <fieldset className="grid gap-3" aria-describedby={problems.length > 0 ? id : undefined}>
      <legend className="mb-1 font-medium">{words.prerequisites}</legend>
      <p className="text-muted text-sm">{words.prerequisitesHint}</p>
      {prerequisites.map((one, index) => (
        <Row
          key={one.flag}
          prerequisite={one}
          flags={flags.filter(({ key }) => key === one.flag || isFree(key))}
          wrong={isWrong(index)}
          onChange={changed => onChange(prerequisites.with(index, changed))}
          onRemove={() => onChange(prerequisites.toSpliced(index, 1))}
        />
      ))}
      <Button
        small
        icon="plus"
        className="justify-self-start"
        disabled={!next}
        onClick={() => next && onChange([...prerequisites, next])}
        label={words.addPrerequisite}
      />
      {problems.length > 0 ? (
        <ul id={id} className="text-bad grid gap-1 text-sm">
          {problems.map(({ message, message_i18n }) => (
            <li key={message} className="flex items-start gap-1.5">
              <Icon name="crossCircle" size={16} className="mt-0.5" />
              {say(message, message_i18n)}
            </li>
          ))}
        </ul>
      ) : null}
    </fieldset>
  )
}

type RowProps = {
  readonly prerequisite: Prerequisite
  /** Those that may stand here. */
  readonly flags: readonly Flag[]
  readonly wrong: boolean
  readonly onChange: (prerequisite: Prerequisite) => void
  readonly onRemove: () => void
}

function Row({ prerequisite, flags, wrong, onChange, onRemove }: RowProps) {
  const words = useWords(flagEditorWords)
  const { flag, variants } = prerequisite
  const chosen = flags.find(({ key }) => key === flag)
  const keys = chosen ? flags.map(({ key }) => key) : [flag, ...flags.map(({ key }) => key)]
  const names = [...new Set([...Object.keys(chosen?.definition.variants ?? {}), ...variants])]
  const choose = (key: string) => {
    const other = flags.find(one => one.key === key)
    if (other) onChange(prerequisiteOf(other))
  }
  return (
    <div className="border-line grid gap-2 rounded-md border p-3">
      <div className="flex items-center gap-2">
        <select
          aria-label={words.neededFlag}
          aria-invalid={wrong || undefined}
          value={flag}
          onChange={event => choose(event.target.value)}
          className={inputClass}
        >
          {keys.map(key => (
            <option key={key} value={key}>
              {key}
            </option>
          ))}
        </select>
        <IconButton label={words.removePrerequisite(flag)} icon="trash" onClick={onRemove} />
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span>{words.mustGive}</span>
        {names.map(name => (
          <label key={name} className="flex min-h-8 items-center gap-2">
            <input
              type="checkbox"
              checked={variants.includes(name)}
              disabled={variants.length === 1 && variants[0] === name}
              onChange={() => onChange(withVariant(prerequisite, name))}
              className="accent-accent size-5"
            />
            <code>{name}</code>
          </label>
        ))}
      </div>
    </div>
  )
}
