import type { MaintenanceWords } from '../../messages/maintenance.ts'

/** A rule that has a word for it, else the rule. */
export function repeatText(rule: string | null, { form }: MaintenanceWords): string {
  if (rule === null) return form.rules.once
  return (form.rules as Readonly<Record<string, string>>)[rule] ?? rule
}
