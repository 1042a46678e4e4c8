import { LineCounter, parseDocument } from 'yaml'
import { say } from '../../messages/kit-catalogue.ts'
import { same } from '../../messages/message.ts'
import { messageOf } from '../../service/errors.ts'
import { blankPart } from '../blank-part.ts'
import { readPlainYaml } from './read-plain-yaml.ts'
import type { Written } from './source-positions.ts'
import { type Mistake, YamlConversion } from './yaml-conversion.ts'
import { syntaxMistakes } from './yaml-mistakes.ts'

export type YamlText = {
  /** Undefined when so much is wrong that nothing can be said about the rest. */
  readonly value: unknown
  readonly written: Written
  readonly mistakes: readonly Mistake[]
  /** Lines which were left out to be able to read the others. */
  readonly left_out: ReadonlySet<number>
}

/** A file with more broken places than this is read no further. */
const maxBrokenParts = 20

/**
 * Reads YAML 1.2 (core schema, merge keys). Never throws. A syntax mistake makes the reader leave out the item or key
 * around it and go on, so that the mistakes of the others are told in the same run.
 */
export function readYaml(text: string, brokenParts = maxBrokenParts): YamlText {
  const plain = readPlainYaml(text)
  if (plain) return { ...plain, mistakes: [], left_out: new Set() }
  return readAnyYaml(text, brokenParts)
}

/** The same, always by the full parser. */
export function readAnyYaml(text: string, brokenParts = maxBrokenParts): YamlText {
  const mistakes: Mistake[] = []
  const left_out = new Set<number>()
  let source: string | undefined = text
  for (let round = 0; round <= brokenParts && source !== undefined; round++) {
    const parsed = parse(source)
    if ('fault' in parsed) return { ...unreadable, mistakes: [...mistakes, { line: 1, message: parsed.fault }] }
    const { document, lines, found } = parsed
    const [first] = found
    if (!first) {
      const conversion = new YamlConversion(lines)
      const { value, written } = conversion.convert(document.contents)
      return { value, written, mistakes: [...mistakes, ...conversion.mistakes], left_out }
    }
    const blanked = blankPart(source, first.line, left_out)
    for (const mistake of found) {
      const told = mistakes.some(({ line, message }) => line === mistake.line && same(message, mistake.message))
      if (!told && (mistake === first || blanked?.lines.has(mistake.line))) mistakes.push(mistake)
    }
    source = blanked?.source
  }
  return { ...unreadable, mistakes }
}

const unreadable = { value: undefined, written: { at: 1 }, left_out: new Set<number>() }

/** The document and its syntax mistakes, or what is wrong with the text as a whole. */
function parse(source: string) {
  const lines = new LineCounter()
  try {
    const document = parseDocument(source, { lineCounter: lines, uniqueKeys: false })
    return { document, lines, found: syntaxMistakes(document, lines, source) }
  } catch (error) {
    // The parser recurses: thousands of nested brackets exhaust the stack.
    if (error instanceof RangeError) return { fault: say('yaml.file-deep') }
    return { fault: say('yaml.unreadable', { cause: messageOf(error) }) }
  }
}
