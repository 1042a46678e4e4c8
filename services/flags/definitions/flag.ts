import type { Flag, FlagDefinition, FlagDocument, KeyedFlag, Prerequisite } from '../../../contracts/flags/flags.ts'

/** One environment of one project. */
export type EnvironmentRef = { readonly project: string; readonly environment: string }

export const defaultEnvironment: EnvironmentRef = { project: 'default', environment: 'production' }
export const environmentRef = ({
  project,
  environment,
}: {
  project?: string
  environment?: string
}): EnvironmentRef => ({
  project: project ?? defaultEnvironment.project,
  environment: environment ?? defaultEnvironment.environment,
})
export const refOf = ({ project, name }: StoredEnvironment): EnvironmentRef => ({ project, environment: name })
/** Neither name holds a slash. */
export const environmentName = ({ project, environment }: EnvironmentRef): string => `${project}/${environment}`

export type StoredFlag = EnvironmentRef & {
  readonly key: string
  readonly definition: FlagDefinition
  readonly description: string
  readonly owner: string | null
  readonly tags: readonly string[]
  readonly component: string | null
  readonly prerequisites: readonly Prerequisite[]
  readonly origin: Flag['origin']
  readonly place: string | null
  readonly revision: number
  readonly created_at: string
  readonly changed_at: string
  readonly changed_by: string
}

export type StoredSegment = EnvironmentRef & {
  readonly key: string
  readonly rule: unknown
  readonly origin: Flag['origin']
  readonly place: string | null
  readonly revision: number
}

export type StoredEnvironment = {
  readonly project: string
  readonly name: string
  readonly title: string
  /** Grows with every change of anything in it. */
  readonly revision: number
  /** Of the flag set, as flagd has it. */
  readonly metadata: FlagDocument['metadata'] | null
  /** What else stood at the top of an imported file, such as `$schema`. */
  readonly extra: Readonly<Record<string, unknown>> | null
  /** Changes need a second person. */
  readonly approval: boolean
}

/** What a person or a file says of a flag; the rest is kept by us. */
export type FlagContent = Pick<
  StoredFlag,
  'definition' | 'description' | 'owner' | 'tags' | 'component' | 'prerequisites'
>

export const blankContent: Omit<FlagContent, 'definition'> = {
  description: '',
  owner: null,
  tags: [],
  component: null,
  prerequisites: [],
}

export const contentOf = (flag: StoredFlag): FlagContent => {
  const { definition, description, owner, tags, component, prerequisites } = flag
  return { definition, description, owner, tags, component, prerequisites }
}

export const keyed = ({ key, definition }: Pick<StoredFlag, 'key' | 'definition'>): KeyedFlag => ({
  ...definition,
  key,
})

/** Nothing that an evaluation or a reader would notice differs: names in whatever order, and undefined is as if not there. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
    return one.every((value, index) => isSame(value, other[index]))
  }
  const [facts, others] = [one as Facts, other as Facts]
  const names = namesIn(facts)
  return (
    names.length === namesIn(others).length &&
    names.every(name => Object.hasOwn(others, name) && isSame(facts[name], others[name]))
  )
}

type Facts = Readonly<Record<string, unknown>>

const namesIn = (facts: Facts): readonly string[] => Object.keys(facts).filter(name => facts[name] !== undefined)

/** The same text for the same facts, in whatever order they stand. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
