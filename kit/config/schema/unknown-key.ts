import { say } from '../../messages/kit-catalogue.ts'
import type { Message } from '../../messages/message.ts'
import { nearest } from '../../service/validation-message.ts'
import { didYouMean } from '../problem.ts'
import type { KindTaken } from './alternatives.ts'
import { type JsonSchema, propertyOf, shapeOf } from './json-schema.ts'

export type UnknownKey = {
  readonly message: Message
  readonly hint: Message | undefined
  /** The key that was probably meant. */
  readonly meant: string | undefined
}

type View = { readonly schema: JsonSchema; readonly kinds?: KindTaken | undefined }

const listed = 20

export function unknownKey(views: readonly View[], key: string, top: boolean): UnknownKey {
  const names = [...new Set(views.flatMap(({ schema }) => keysOf(schema)))]
  const taken = views.find(({ kinds }) => kinds)?.kinds
  const owners = [...(taken?.all ?? [])].filter(([, schema]) => propertyOf(schema, key)).map(([kind]) => kind)
  if (taken && owners.length > 0) {
    return { message: say('config.kind-other', { kind: taken.kind, owners }), hint: undefined, meant: undefined }
  }
  const unknown = say(top ? 'config.section-unknown' : 'config.key-unknown')
  const message = taken ? say('config.kind-unknown', { kind: taken.kind }) : unknown
  const meant = nearest(key.replaceAll('-', '_'), names)
  const homes = top ? views.flatMap(({ schema }) => sectionsWith(schema, key)) : []
  if (homes[0] !== undefined) return { message, hint: say('config.belongs', { section: homes[0] }), meant: undefined }
  const known = say('config.known', { names: [...names.slice(0, listed), ...(names.length > listed ? ['…'] : [])] })
  return { message, hint: didYouMean(meant) ?? (names.length > 0 ? known : undefined), meant }
}

const keysOf = (schema: JsonSchema): string[] => [
  ...Object.keys(schema.properties ?? {}),
  ...shapeOf(schema).secret_files.keys(),
]

const sectionsWith = (schema: JsonSchema, key: string): string[] =>
  Object.entries(schema.properties ?? {})
    .filter(([, section]) => section.properties && Object.hasOwn(section.properties, key))
    .map(([name]) => name)
