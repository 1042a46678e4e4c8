import type { TSchema } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import type { SourceDefinition as Sent } from '../../../contracts/metrics/sources.ts'
import { fieldProblem, inBody, invalid, invalidFields, problemAt } from '../../../contracts/refusals.ts'
import { isDuration, seconds } from '../../../kit/config/schema/duration.ts'
import { plainSchema } from '../../../kit/config/schema/json-schema.ts'
import { keepSecrets } from '../../../kit/config/secret-settings.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import { validator } from '../../../kit/service/validation.ts'
import { sourceKind, sourceKinds } from '../adapters/index.ts'
import type { Defined } from '../definitions/definition.ts'
import { definitionSchemas, type SourceDefinition, toDefinition, type WrittenSource } from './source.ts'

type Known = { readonly before: Defined<SourceDefinition>; readonly redactor: Redactor }

/** Validates a source that somebody sent, as the file is validated. `known`: whose secrets stand in for those left out. */
export function readDefinition(sent: Sent, known?: Known): SourceDefinition {
  const kind = sourceKind(sent.kind)
  const schema = definitionSchemas.get(sent.kind)
  if (!kind || !schema) {
    const kinds = sourceKinds.map(one => one.kind)
    const fields = [fieldProblem('body.kind', 'field.choice', { values: kinds })]
    throw invalid('metrics.unknown-kind', { kind: sent.kind, kinds }, { fields })
  }
  const same = known?.before.definition.kind === sent.kind ? known : undefined
  if (same?.before.unreadable) throw invalid('metrics.secret-unreadable', { name: sent.name })
  const before = same && { stored: same.before.definition.settings, redactor: same.redactor }
  const { settings: written, kept, missing } = keepSecrets(plainSchema(schema), sent, before)
  if (missing.length > 0) throw secretNeeded(missing, 'problem.secret-missing')
  const checked = validator(schema, 'body')(written)
  if ('problems' in checked) throw invalidFields('metrics.invalid-source', checked.problems)
  const definition = toDefinition(inSeconds(schema, checked.value))
  const problems = kind.problems?.(definition.settings) ?? []
  if (problems.length > 0) throw invalidFields('metrics.invalid-source', problems.map(inBody))
  const goesTo = (settings: SourceDefinition['settings']) => kind.sendsTo?.(settings)
  // A secret goes to whom it was given for.
  if (same && kept.length > 0 && goesTo(same.before.definition.settings) !== goesTo(definition.settings))
    throw secretNeeded(kept, 'problem.secret-elsewhere')
  return definition
}

const secretNeeded = (names: readonly string[], code: 'problem.secret-missing' | 'problem.secret-elsewhere') =>
  invalidFields(
    'metrics.secret-needed',
    names.map(name => problemAt(`body.${name}`, say(code))),
  )

function inSeconds(schema: TSchema & { properties?: Record<string, TSchema> }, value: unknown): WrittenSource {
  const entries = Object.entries(value as object).map(([key, inner]) => {
    const property = schema.properties?.[key]
    return [key, property && isDuration(property) ? seconds(inner) : inner]
  })
  return Object.fromEntries(entries)
}
