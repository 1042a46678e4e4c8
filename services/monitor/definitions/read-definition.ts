import type { TObject, TSchema } from 'typebox'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { fieldProblem, inBody, invalid, invalidFields, problemAt } from '../../../contracts/refusals.ts'
import { isDuration, seconds } from '../../../kit/config/schema/duration.ts'
import { plainSchema } from '../../../kit/config/schema/json-schema.ts'
import { keepSecrets, maskedAddresses } from '../../../kit/config/secret-settings.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import { validator } from '../../../kit/service/validation.ts'
import { definitionSchemas, settingProblems } from '../config.ts'
import { checkKind, checkKinds } from '../probes/index.ts'
import type { DefinedCheck } from './check.ts'
import { type Definition, toDefinition } from './definition.ts'

type Validator = ReturnType<typeof validator>
const validators = new Map<string, Validator>()

/** Made when first needed: most programs never get a check over the API. */
function validatorOf(kind: string, schema: TObject): Validator {
  const known = validators.get(kind) ?? validator(schema, 'body')
  validators.set(kind, known)
  return known
}

type Sent = Readonly<Record<string, unknown>>
/** The check that is there already, whose secrets stand in for those that are left out. */
export type Known = {
  readonly check: Pick<DefinedCheck, 'definition' | 'unreadable'>
  readonly redactor: Redactor
}

/** Validates a check that somebody sent, as the file is validated. Refuses with every wrong field. */
export function readDefinition(sent: Sent, known?: Known): Definition {
  const kind = typeof sent.kind === 'string' ? sent.kind : 'http'
  const schema = definitionSchemas.get(kind)
  if (!schema) {
    const kinds = checkKinds.map(one => one.kind)
    throw invalid(
      'monitor.unknown-kind',
      { kind, kinds },
      {
        fields: [fieldProblem('body.kind', 'field.choice', { values: kinds })],
      },
    )
  }
  const same = known?.check.definition.kind === kind ? known : undefined
  const before = same && { stored: flat(same.check.definition), redactor: same.redactor }
  const { settings: body, kept, missing } = keepSecrets(plainSchema(schema), sent, before)
  if (same?.check.unreadable) requireAnew(schema, body, kept)
  if (missing.length > 0) throw secretNeeded(missing, say('problem.secret-missing'))
  const { group, ...rest } = body
  const checked = validatorOf(kind, schema)(group === null ? rest : body)
  if ('problems' in checked) throw invalidFields('monitor.invalid-check', checked.problems)
  const definition = toDefinition(inSeconds(schema, checked.value) as Record<string, unknown>)
  const problems = settingProblems(definition)
  if (problems.length > 0) throw invalidFields('monitor.invalid-check', problems.map(inBody))
  if (same && kept.length > 0 && isSentElsewhere(same.check.definition, definition)) {
    throw secretNeeded(kept, say('problem.secret-elsewhere'))
  }
  return definition
}

/** What stands for a secret that nobody here can read must not be taken for the secret. */
function requireAnew(schema: TObject, body: Sent, kept: readonly string[]): void {
  const anew = [...new Set([...kept, ...maskedAddresses(plainSchema(schema), body)])]
  if (anew.length > 0) throw secretNeeded(anew, say('problem.secret-unreadable'))
}

const flat = ({ settings, token }: Definition): Sent => ({ ...settings, token })

/** A secret goes to whom it was given for: whoever may write checks must not have it sent to another place. */
function isSentElsewhere(before: Definition, after: Definition): boolean {
  const sendsTo = checkKind(after.kind)?.sendsTo
  return sendsTo !== undefined && sendsTo(before.settings) !== sendsTo(after.settings)
}

const secretNeeded = (names: readonly string[], problem: Message) =>
  invalidFields(
    'monitor.secret-needed',
    names.map(name => problemAt(`body.${name}`, problem)),
  )

function inSeconds(schema: TSchema & { properties?: Record<string, TSchema> }, value: unknown): unknown {
  if (isDuration(schema)) return seconds(value as number | string)
  if (!schema.properties || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => {
      const property = schema.properties?.[key]
      return [key, property ? inSeconds(property, inside) : inside]
    }),
  )
}
