import type { PagesMessages } from '../../../contracts/messages/en/tables/pages.ts'
import { type Refusal, statusOf } from '../../../kit/service/errors.ts'
import type { Problems } from '../views/parts/form.ts'

type Values = Readonly<Record<string, string | undefined>>

/** What the service that was asked found wrong, at the fields that people see. */
export function problemsOf(refusal: Refusal, values: Values, { form }: PagesMessages): Problems {
  if (refusal.kind === 'limited') return { '': form.limited }
  const marked = refusal.fields
    .map(({ field }) => field.replace(/^body\./, ''))
    .filter(name => name in values)
    .map(name => [name, values[name]?.trim() ? form.invalid : form.required])
  if (refusal.kind !== 'invalid' || marked.length === 0) return { '': form.unavailable }
  return { '': form.wrong, ...Object.fromEntries(marked) }
}

export const statusOfRefusal = ({ kind }: Refusal): number => statusOf[kind]

/** Only what was filled in: a form sends every field. */
export function filledIn<Name extends string>(
  values: Readonly<Partial<Record<Name, string>>>,
): Partial<Record<Name, string>> {
  const entries = Object.entries<string | undefined>(values).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(entries) as Partial<Record<Name, string>>
}
