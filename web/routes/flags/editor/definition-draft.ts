import type { Flag, FlagDefinition, Prerequisite } from '../../../../contracts/flags/flags.ts'
import { jsonOf, jsonText } from '../json-text.ts'
import { fromRows, type Targeting, toRows } from './targeting.ts'

/** How people are divided where they get a share each. */
export type Bucketing = NonNullable<FlagDefinition['bucketing']>
const usual: Bucketing = 'v2'

export type VariantDraft = { readonly id: number; readonly name: string; readonly value: string }
export type Draft = {
  readonly variants: readonly VariantDraft[]
  /** Empty: the default of the code. */
  readonly defaultVariant: string
  readonly mode: 'rows' | 'json'
  readonly rows: Targeting
  readonly json: string
  readonly bucketing: Bucketing
  readonly prerequisites: readonly Prerequisite[]
}

/** What of a flag the editor changes. */
export type Drafted = Pick<Flag, 'definition' | 'prerequisites'>

export function draftOf({ definition, prerequisites }: Drafted): Draft {
  const rows = toRows(definition.targeting)
  return {
    variants: Object.entries(definition.variants).map(([name, value], id) => ({ id, name, value: jsonText(value) })),
    defaultVariant: definition.defaultVariant ?? '',
    mode: rows ? 'rows' : 'json',
    rows: rows ?? { rules: [], otherwise: null },
    json: jsonText(definition.targeting),
    bucketing: definition.bucketing ?? usual,
    prerequisites,
  }
}

/** What would be saved; undefined while some text is no JSON. */
export function draftedOf(draft: Draft, before: Drafted): Drafted | undefined {
  const definition = definitionOf(draft, before.definition)
  return definition && { definition, prerequisites: [...draft.prerequisites] }
}

/** The definition that the draft stands for; what is not drawn stays as it is. Undefined while some text is no JSON. */
function definitionOf(draft: Draft, before: FlagDefinition): FlagDefinition | undefined {
  const values = draft.variants.map(({ name, value }) => ({ name, ...jsonOf(value) }))
  const json = jsonOf(draft.json)
  if (values.some(({ error, value }) => error !== undefined || value === undefined)) return undefined
  if (draft.mode === 'json' && json.error !== undefined) return undefined
  const { targeting: _before, ...rest } = before
  const targeting = draft.mode === 'rows' ? fromRows(draft.rows) : json.value
  return {
    ...rest,
    variants: Object.fromEntries(values.map(({ name, value }) => [name, value])),
    defaultVariant: draft.defaultVariant || null,
    ...(targeting === undefined ? {} : { targeting }),
    // What is left out means the usual one: it stays left out.
    ...(draft.bucketing === (before.bucketing ?? usual) ? {} : { bucketing: draft.bucketing }),
  }
}

/** The other way to write the same rules; rows only where they can say it. */
export function inMode(draft: Draft, mode: Draft['mode']): Draft {
  if (mode === draft.mode) return draft
  if (mode === 'json') return { ...draft, mode, json: jsonText(fromRows(draft.rows)) }
  const rows = toRows(jsonOf(draft.json).value)
  return rows ? { ...draft, mode, rows } : draft
}
