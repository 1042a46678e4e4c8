import { documentJson } from '../../../contracts/flags/flag-documents.ts'
import type { FlagDefinition, FlagProblem } from '../../../contracts/flags/flags.ts'
import { bodyBytes } from '../../../kit/http/body/parse-body.ts'
import { requireWithin } from '../../../kit/http/body/parse-json.ts'
import type { Context } from '../../../kit/service/service.ts'
import { defineTask } from '../../../kit/worker-pool/task.ts'
import { type CheckedDocument, checkDocument } from './check-document.ts'
import { isDocument, type ParsedKeyedFlag, parseKeyedFlag, parseObject } from './parse-flag.ts'

/** What somebody sends in flagd's words: a file of flags, or where one flag is taken too, that one. */
export type Upload = { readonly checked: CheckedDocument } | { readonly flag: ParsedKeyedFlag }
export type UploadInput = { readonly body: Uint8Array; readonly takesFlag: boolean }
export type UploadPart =
  | { readonly flag: ParsedKeyedFlag }
  | { readonly head: Pick<CheckedDocument, 'problems'> & { readonly rest: Rest | null } }
  | { readonly flags: readonly (readonly [string, FlagDefinition])[] }
  | { readonly segments: readonly (readonly [string, unknown])[] }
type Rest = Pick<NonNullable<CheckedDocument['document']>, 'metadata' | 'extra'>

const parseUploadTask = defineTask<UploadInput, UploadPart>('services/flags/definitions/parse-upload-task')

/** What is smaller is read in less time than it takes to start a thread. */
const smallBytes = 32_768
/** Thousands of flags can all have the same problem. */
const mostProblems = 500
/** Of JSON, in one part: taking it over takes a few milliseconds. */
const partLength = 65_536

export async function parseUpload(
  workers: Context['workers'],
  sent: unknown,
  { takesFlag }: Pick<UploadInput, 'takesFlag'>,
): Promise<Upload> {
  const body = bodyBytes(sent)
  if (body.byteLength <= smallBytes) return parseWhole({ body, takesFlag })
  const flags = new Map<string, FlagDefinition>()
  const segments = new Map<string, unknown>()
  let problems: readonly FlagProblem[] = []
  let rest: Rest | null = null
  let flag: ParsedKeyedFlag | undefined
  await workers.parts(parseUploadTask, { body, takesFlag }, part => {
    if ('flag' in part) flag = part.flag
    else if ('head' in part) {
      problems = part.head.problems
      rest = part.head.rest
    } else if ('flags' in part) for (const [key, definition] of part.flags) flags.set(key, definition)
    else for (const [name, rule] of part.segments) segments.set(name, rule)
  })
  if (flag) return { flag }
  return { checked: { problems, document: rest && { ...(rest as Rest), flags, segments } } }
}

export function parseWhole({ body, takesFlag }: UploadInput): Upload {
  requireWithin(body, documentJson)
  const facts = parseObject(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())
  if (takesFlag && !isDocument(facts)) return { flag: parseKeyedFlag(facts) }
  const { document, problems } = checkDocument(facts)
  return { checked: { document, problems: problems.slice(0, mostProblems) } }
}

export function* parseInParts(order: UploadInput): Generator<UploadPart> {
  const sent = parseWhole(order)
  if ('flag' in sent) return void (yield sent)
  const { document, problems } = sent.checked
  yield { head: { problems, rest: document && { metadata: document.metadata, extra: document.extra } } }
  for (const flags of portions(document?.flags ?? [])) yield { flags }
  for (const segments of portions(document?.segments ?? [])) yield { segments }
}

function* portions<Value>(all: Iterable<readonly [string, Value]>): Generator<readonly (readonly [string, Value])[]> {
  let portion: (readonly [string, Value])[] = []
  let length = 0
  for (const entry of all) {
    portion.push(entry)
    length += JSON.stringify(entry).length
    if (length < partLength) continue
    yield portion
    portion = []
    length = 0
  }
  if (portion.length > 0) yield portion
}
