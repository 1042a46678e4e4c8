import {
  type Document,
  type ErrorCode,
  isNode,
  isPair,
  isScalar,
  type LineCounter,
  type Node,
  visit,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { say } from '../../messages/kit-catalogue.ts'
import type { Message } from '../../messages/message.ts'
import type { Mistake } from './yaml-conversion.ts'

/**
 * The first of the parser's errors in plain words, and those that are no consequence of it: tabs. The rest is left to
 * the next reading, when the part around the first one is out of the way.
 */
export function syntaxMistakes(document: Document.Parsed, lines: LineCounter, source: string): Mistake[] {
  const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT')
  const [first] = errors
  const lineOf = (error: YAMLError) => lines.linePos(error.pos[0]).line
  if (first && !tabs.some(tab => lineOf(tab) === lineOf(first))) tabs.unshift(first)
  return tabs.map(error => explain(error, { document, lines, source, errors }))
}

type Parsed = {
  readonly document: Document.Parsed
  readonly lines: LineCounter
  readonly source: string
  readonly errors: readonly YAMLError[]
}

const brackets = { map: '{ }', list: '[ ]' }
const quoteIt = say('yaml.quote')
const misplaced = { message: say('yaml.indent'), hint: say('yaml.columns') }

type Explanation = Omit<Mistake, 'line'>

/** What an error is whatever stands around it. */
const plain: Readonly<Partial<Record<ErrorCode, Explanation>>> = {
  TAB_AS_INDENT: { message: say('yaml.tab'), hint: say('yaml.use-spaces') },
  BAD_DQ_ESCAPE: { message: say('yaml.escape'), hint: say('yaml.double-backslash', { escaped: '\\\\' }) },
  TAG_RESOLVE_FAILED: { message: say('yaml.tag', { tag: '!name' }), hint: say('yaml.quote-tag', { sign: '!' }) },
  MULTIPLE_DOCS: { message: say('yaml.documents'), hint: say('yaml.no-dashes') },
  RESOURCE_EXHAUSTION: { message: say('yaml.deep') },
  ALIAS_PROPS: { message: say('yaml.alias-properties') },
  BAD_ALIAS: { message: say('yaml.alias-name') },
  BAD_COLLECTION_TYPE: { message: say('yaml.collection-tag') },
  BAD_DIRECTIVE: { message: say('yaml.directive') },
  BAD_PROP_ORDER: { message: say('yaml.property-order') },
  BLOCK_IN_FLOW: { message: say('yaml.block-in-flow', brackets) },
  KEY_OVER_1024_CHARS: { message: say('yaml.key-long') },
  MULTIPLE_ANCHORS: { message: say('yaml.two-anchors') },
  MULTIPLE_TAGS: { message: say('yaml.two-tags') },
}

function explain(error: YAMLError, parsed: Parsed): Mistake {
  const line = parsed.lines.linePos(error.pos[0]).line
  const row = parsed.source.split('\n')[line - 1] ?? ''
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return explainNested(error, parsed, line)
    case 'MULTILINE_IMPLICIT_KEY':
      if (parsed.errors.some(other => other.code === 'BLOCK_AS_IMPLICIT_KEY' && other.pos[0] === error.pos[0])) {
        return explainNested(error, parsed, line)
      }
      return {
        line,
        message: say('yaml.no-pair'),
        hint: /^[\s-]*[\w-]+:\S/.test(row) ? say('yaml.space') : undefined,
      }
    case 'BAD_SCALAR_START':
      return { line, message: say('yaml.start', { sign: parsed.source[error.pos[0]] ?? '' }), hint: quoteIt }
    case 'BAD_INDENT':
      return explainOpen(error, parsed) ?? { line, ...misplaced }
    case 'MISSING_CHAR':
      return (
        explainOpen(error, parsed) ?? { line, message: say(row.includes(':') ? 'yaml.sign-missing' : 'yaml.no-pair') }
      )
    case 'UNEXPECTED_TOKEN':
      if (row.includes('${')) return { line, ...explainVariable() }
      return explainOpen(error, parsed) ?? { line, message: say('yaml.text-after'), hint: quoteIt }
    default:
      return { line, ...(plain[error.code] ?? { message: say('yaml.invalid') }) }
  }
}

/** `name: API: prod`, or a key that is indented deeper than the one before it. */
function explainNested(error: YAMLError, { errors, lines }: Parsed, line: number): Mistake {
  const twin = errors.find(other => other.code === 'MULTILINE_IMPLICIT_KEY' && other.pos[0] === error.pos[0])
  const last = twin ? lines.linePos(twin.pos[1]).line : line
  return last > line ? { line: last, ...misplaced } : { line, message: say('yaml.colon'), hint: quoteIt }
}

function explainVariable(): Explanation {
  return {
    message: say('yaml.bare-variable', { variable: `\${…}`, ...brackets }),
    hint: say('yaml.write', { text: `"\${…}"` }),
  }
}

/** A quote or bracket that was opened earlier and not closed. */
function explainOpen({ code, pos }: YAMLError, { document, lines, source }: Parsed): Mistake | undefined {
  const open = openBefore(document, pos[0], source)
  if (!open?.range) return undefined
  const line = lines.linePos(open.range[0]).line
  const sign = source[open.range[0]] ?? ''
  const isQuote = isScalar(open)
  const spans = code === 'UNEXPECTED_TOKEN' && line < lines.linePos(pos[0]).line
  if (isQuote && !spans && code !== 'MISSING_CHAR') return undefined
  const message: Message = isQuote ? say('yaml.quote-open', { sign }) : say('yaml.bracket-open', { sign })
  return { line, message }
}

/** The last quoted text that spans lines or reaches the place, else the last bracket opened before it and not closed. */
function openBefore(document: Document.Parsed, offset: number, source: string): Node | undefined {
  let quoted: Node | undefined
  let bracket: Node | undefined
  visit(document, {
    Scalar(_key, node) {
      const quote = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
      if (quote && node.range && node.range[0] < offset && node.range[2] >= offset) quoted = node
    },
    Collection(_key, node) {
      if (node.flow && node.range && node.range[0] < offset && isOpen(node, source)) bracket = node
    },
  })
  return quoted ?? bracket
}

/** Its last sign closes it, unless that closes what stands last in it. */
function isOpen({ items, range }: YAMLMap | YAMLSeq, source: string): boolean {
  const [start, end] = range ?? [0, 0]
  const closing = { '{': '}', '[': ']' }[source[start] ?? '']
  const last = items.at(-1)
  const inside = isPair(last) ? (last.value ?? last.key) : last
  const insideEnd = isNode(inside) ? (inside.range?.[1] ?? start) : start
  return closing !== undefined && (source[end - 1] !== closing || end <= insideEnd)
}
