import { plainSchema } from '../../../kit/config/schema/json-schema.ts'
import { maskSettings } from '../../../kit/config/secret-settings.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import { definitionSchemas } from '../config.ts'
import type { DefinedCheck } from './check.ts'

/** The kind's own settings as anybody may see them. */
export function showSettings(
  { definition, origin }: Pick<DefinedCheck, 'definition' | 'origin'>,
  redactor: Redactor,
): Record<string, unknown> {
  const schema = definitionSchemas.get(definition.kind)
  const masked = schema ? maskSettings(plainSchema(schema), definition.settings, redactor) : {}
  // A variable of the file may stand in any field. What comes from the API is sent back, and must be what it was.
  return origin === 'file' ? redactor.known(masked) : masked
}
