import type { IncomingMessage, ServerResponse } from 'node:http'
import { noteBlock } from '../../runtime/heap-tuning.ts'
import type { Operation } from '../../service/operation.ts'
import { fieldProblem, invalid, invalidFields } from '../../service/refusals.ts'
import { forbiddenIn } from '../forbidden-text.ts'
import { at, tooComplex, tooLarge, wrongMediaType } from '../problem.ts'
import { BodiesUnderWay } from './bodies-under-way.ts'
import { GrowingBuffer } from './growing-buffer.ts'
import { JsonCounter, type JsonLimits, usualJson } from './json-limits.ts'
import { parseJson } from './parse-json.ts'
import { hasBody } from './unread-body.ts'

/** How the body of one operation is read. */
export type BodyRules = {
  readonly limit: number
  /** Anybody may send it. */
  readonly isPublic: boolean
  readonly json: JsonLimits | undefined
  readonly form: boolean
  /** What is handed over unparsed: text, or bytes that nobody has looked into. */
  readonly as: 'value' | 'text' | 'bytes'
  /** Of bytes: types beside JSON, and content encodings that whoever gets them undoes. */
  readonly media: readonly string[]
  readonly encodings: readonly string[]
}

const kibibyte = 1_024
const mebibyte = 1_024 * kibibyte

/** Whom anybody may ask takes little from anybody. */
export function bodyRules(operation: Operation): BodyRules {
  const { access, body_limit, json_limit, form, raw, bytes, media = [], encodings = [] } = operation
  return {
    isPublic: access === 'public',
    limit: body_limit ?? (access === 'public' ? 64 * kibibyte : 1_024 * kibibyte),
    json: raw && !json_limit ? undefined : { ...usualJson, ...json_limit },
    form: form ?? false,
    as: bytes ? 'bytes' : raw ? 'text' : 'value',
    media,
    encodings,
  }
}

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data'
export const bodyTypes = [json, form, multipart] as const

function typeOf(header = ''): string {
  if (header === json) return header
  const end = header.indexOf(';')
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
}

/** More fields than any form of ours has, a box to tick for each component included. */
const mostFormFields = 1_000

/**
 * The body as the operation takes it; undefined when there is none. Nothing else reads bodies, so whoever is refused before
 * this is called never has one parsed. JSON, and forms where an operation says so: a page of another site can send forms,
 * but no JSON.
 */
export async function readBody(request: IncomingMessage, response: ServerResponse, rules: BodyRules): Promise<unknown> {
  if (!hasBody(request)) return undefined
  if (rules.media.includes('*')) return bytesOf(request, response, { ...rules, json: undefined })
  const encoding = request.headers['content-encoding']?.trim().toLowerCase()
  if (encoding && encoding !== 'identity' && !rules.encodings.includes(encoding)) {
    throw invalid('http.content-encoding', {}, at(fieldProblem('content-encoding', 'field.left-out')))
  }
  const type = typeOf(request.headers['content-type'])
  if (rules.media.includes(type)) return bytesOf(request, response, { ...rules, json: undefined })
  switch (type) {
    case json:
      return readJson(request, response, rules)
    case form:
      if (!rules.form) break
      return formFields((await bytesOf(request, response, { ...rules, json: undefined })).toString())
    case multipart:
      // Mail programs end a subscription with one; what they say stands in the address.
      if (!rules.form) break
      return {}
    default:
  }
  if (await isEmpty(request, response)) return undefined
  throw wrongMediaType()
}

async function readJson(request: IncomingMessage, response: ServerResponse, rules: BodyRules): Promise<unknown> {
  if (rules.as === 'bytes') return bytesOf(request, response, { ...rules, json: undefined })
  const text = (await bytesOf(request, response, rules)).toString()
  if (rules.as === 'text') return text
  return parseJson(text)
}

type Taking = Pick<BodyRules, 'limit' | 'isPublic'> & { readonly json?: JsonLimits | undefined }

/** Those of operations that anybody may call, and those of callers who were let in. */
const ofAnybody = new BodiesUnderWay(16 * mebibyte)
const ofCallers = new BodiesUnderWay(64 * mebibyte)

/**
 * Each piece of a body costs as much as kilobytes of it, and a sender may make every byte one (chunked coding). So pieces
 * are counted as if they were at least so long, and of that twice what everybody may send is left over.
 */
const pieceLength = 256
const leftForPieces = 128 * kibibyte

const tooManyPieces = () => invalid('http.malformed:small-pieces', {}, at(fieldProblem('body', 'field.larger-pieces')))

/** Stops at the first byte that is too much; what is still to come is nobody's any more (see `unread-body`). */
function bytesOf(
  request: IncomingMessage,
  response: ServerResponse,
  { limit, json, isPublic }: Taking,
): Buffer | Promise<Buffer> {
  if (Number(request.headers['content-length']) > limit) throw tooLarge()
  inviteBody(request, response)
  const counter = json && new JsonCounter(json)
  // Most bodies came with their head, and wait: nobody has to be told when they do.
  if (request.complete && request.readableLength <= limit) {
    const whole: Buffer = request.read() ?? Buffer.alloc(0)
    const exceeded = counter?.add(whole)
    if (exceeded && json) throw tooComplex(exceeded, json)
    return whole
  }
  return new Promise((resolve, reject) => {
    const bytes = new GrowingBuffer(Number(request.headers['content-length']))
    let weight = 0
    const end = (refusal?: Error): void => {
      request.off('data', take).off('end', complete).off('error', broken).off('close', broken)
      underWay.end(held)
      if (refusal) request.pause()
      if (refusal) reject(refusal)
      else resolve(bytes.whole())
    }
    const underWay = isPublic ? ofAnybody : ofCallers
    const held = underWay.begin(end)
    const take = (chunk: Buffer): void => {
      const length = bytes.add(chunk)
      noteBlock(chunk.length)
      weight += Math.max(chunk.length, pieceLength)
      const exceeded = length > limit ? null : counter?.add(chunk)
      if (length > limit || exceeded) end(exceeded && json ? tooComplex(exceeded, json) : tooLarge())
      else if (weight > limit + leftForPieces) end(tooManyPieces())
      else underWay.grow(held, chunk.length)
    }
    const complete = (): void => end()
    const broken = (): void => end(invalid('http.malformed:cut', {}, at(fieldProblem('body', 'field.whole'))))
    request.on('data', take).on('end', complete).on('error', broken).on('close', broken)
  })
}

/** A body that was announced in chunks and has none. */
async function isEmpty(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (request.headers['content-length'] !== undefined) return false
  try {
    return (await bytesOf(request, response, { limit: 0, isPublic: true })).length === 0
  } catch {
    return false
  }
}

const awaited = new WeakSet<IncomingMessage>()

/** The client waits for our word before it sends the body (RFC 9110, 10.1.1): it is given when the body is wanted. */
export const awaitsInvitation = (request: IncomingMessage): void => void awaited.add(request)

function inviteBody(request: IncomingMessage, response: ServerResponse): void {
  if (awaited.delete(request)) response.writeContinue()
}

/** A name that comes more than once (boxes to tick) holds a list. */
function formFields(text: string): Record<string, string | string[]> {
  const given = text.split('&', mostFormFields + 1).length
  if (given > mostFormFields) throw tooComplex('values', { depth: 1, values: mostFormFields })
  const fields = Map.groupBy(new URLSearchParams(text), ([name]) => name)
  const values = [...fields].map(([name, pairs]): [string, string | string[]] => {
    const all = pairs.map(([, value]) => value)
    return [name, all.length === 1 ? (all[0] ?? '') : all]
  })
  const found = Object.fromEntries(values)
  const forbidden = forbiddenIn('body', found)
  if (forbidden) throw invalidFields('http.invalid', [forbidden])
  return found
}
