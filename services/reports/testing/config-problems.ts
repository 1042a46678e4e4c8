import { Value } from 'typebox/value'
import { Settings } from '../../../kit/settings.ts'
import { reports } from '../service.ts'

/** What the service's own rules say of its section. */
export function loadProblems(section: Readonly<Record<string, unknown>>): readonly string[] {
  if (!reports.config || !reports.validate) return []
  const settings = Value.Parse(Settings, Value.Default(Settings, {}))
  const config = Value.Default(reports.config, { reports: section }) as Record<string, never>
  return reports.validate(config, settings).map(({ path, message }) => `${path.join('.')}: ${message}`)
}
