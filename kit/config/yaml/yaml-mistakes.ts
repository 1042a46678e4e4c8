import { type Document, isCollection, isScalar, type LineCounter, type Node, visit, type YAMLError } from 'yaml'
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

const quoteIt = 'put the value in quotes'
const columns = 'the keys of one mapping start in the same column'

function explain(error: YAMLError, parsed: Parsed): Mistake {
  const line = parsed.lines.linePos(error.pos[0]).line
  const say = (message: string, hint?: string) => ({ line, message, hint })
  const row = parsed.source.split('\n')[line - 1] ?? ''
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return say('a tab is used for indentation', 'use spaces')
    case 'BLOCK_AS_IMPLICIT_KEY':
      return explainNested(error, parsed, line)
    case 'MULTILINE_IMPLICIT_KEY':
      if (parsed.errors.some(other => other.code === 'BLOCK_AS_IMPLICIT_KEY' && other.pos[0] === error.pos[0])) {
        return explainNested(error, parsed, line)
      }
      return say('is not "key: value"', /^[\s-]*[\w-]+:\S/.test(row) ? 'put a space after the ":"' : undefined)
    case 'BAD_INDENT':
      if (error.message.startsWith('Flow')) return explainOpen(error, parsed, line)
      return say('the indentation does not fit the lines around it', columns)
    case 'BAD_SCALAR_START':
      return say(`a value cannot start with ${parsed.source[error.pos[0]]}`, quoteIt)
    case 'BAD_DQ_ESCAPE':
      return say('a backslash in double quotes starts an unknown sequence', 'write \\\\, or use single quotes')
    case 'TAG_RESOLVE_FAILED':
      return say('tags such as !name mean nothing here', 'a value that starts with ! needs quotes')
    case 'MULTIPLE_DOCS':
      return say('only one document is read', 'remove the "---"')
    case 'RESOURCE_EXHAUSTION':
      return say('is nested too deeply')
    case 'MISSING_CHAR':
    case 'UNEXPECTED_TOKEN':
      return explainOpen(error, parsed, line)
    default:
      return say(plain(error))
  }
}

/** `name: API: prod`, or a key that is indented deeper than the one before it. */
function explainNested(error: YAMLError, { errors, lines }: Parsed, line: number): Mistake {
  const twin = errors.find(other => other.code === 'MULTILINE_IMPLICIT_KEY' && other.pos[0] === error.pos[0])
  const last = twin ? lines.linePos(twin.pos[1]).line : line
  if (last > line) {
    return { line: last, message: 'the indentation does not fit the lines around it', hint: columns }
  }
  return { line, message: 'a value contains ": "', hint: quoteIt }
}

/** A quote or bracket that was opened earlier and not closed, else text where none may be. */
function explainOpen(error: YAMLError, { document, lines, source }: Parsed, line: number): Mistake {
  const row = source.split('\n')[line - 1] ?? ''
  if (row.includes('${') && error.code === 'UNEXPECTED_TOKEN') {
    const message = `a bare \${…} cannot stand inside { } or [ ]`
    return { line, message, hint: `write "\${…}"` }
  }
  const open = lastBefore(document, error.pos[0])
  const opened = open?.range ? lines.linePos(open.range[0]).line : line
  const character = open?.range ? source[open.range[0]] : undefined
  if (isScalar(open) && (opened < line || error.code === 'MISSING_CHAR')) {
    return { line: opened, message: `the quote ${character} is opened here and not closed` }
  }
  if (isCollection(open) && /^Flow|end with|Expected flow/.test(error.message)) {
    return { line: opened, message: `the bracket ${character} is opened here and not closed` }
  }
  if (error.code === 'MISSING_CHAR') return { line, message: plain(error) }
  return { line, message: 'there is text after the end of the value', hint: quoteIt }
}

/** The last quoted text that spans lines or reaches the place, else the last bracket opened before it. */
function lastBefore(document: Document.Parsed, offset: number): Node | undefined {
  let quoted: Node | undefined
  let bracket: Node | undefined
  visit(document, {
    Scalar(_key, node) {
      const quote = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
      if (quote && node.range && node.range[0] < offset && node.range[2] >= offset) quoted = node
    },
    Collection(_key, node) {
      if (node.flow && node.range && node.range[0] < offset) bracket = node
    },
  })
  return quoted ?? bracket
}

const plain = (error: YAMLError): string => {
  const sentence = error.message.split(' at line ')[0] ?? error.message
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
