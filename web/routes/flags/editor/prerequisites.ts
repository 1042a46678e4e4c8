import type { Flag, Prerequisite } from '../../../../contracts/flags/flags.ts'
import type { FieldProblem } from '../../../data/problem.ts'

/** `checkout.prerequisites[0]`, `body.prerequisites[1].variants`; also those of another flag in the same circle. */
export const isOfPrerequisites = ({ field }: FieldProblem): boolean => /(^|\.)prerequisites(?=$|[.[])/.test(field)

/** The row that a problem is about; a circle is one of all of them. */
export function rowOf({ field }: FieldProblem): number | undefined {
  const row = /(?:^|\.)prerequisites\[(\d+)\]/.exec(field)?.[1]
  return row === undefined ? undefined : Number(row)
}

/** The first flag that is not needed yet, on its first variant; undefined when there is none. */
export function nextPrerequisite(
  flags: readonly Flag[],
  own: string,
  needed: readonly Prerequisite[],
): Prerequisite | undefined {
  const free = flags.find(({ key }) => key !== own && !needed.some(({ flag }) => flag === key))
  return free && prerequisiteOf(free)
}

export function prerequisiteOf({ key, definition }: Pick<Flag, 'key' | 'definition'>): Prerequisite {
  return { flag: key, variants: Object.keys(definition.variants).slice(0, 1) }
}

/** Another one is fine too, or no longer; one of them stays. */
export function withVariant({ flag, variants }: Prerequisite, name: string): Prerequisite {
  if (!variants.includes(name)) return { flag, variants: [...variants, name] }
  return { flag, variants: variants.length === 1 ? variants : variants.filter(one => one !== name) }
}
