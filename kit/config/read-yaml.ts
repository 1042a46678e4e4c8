import { LineCounter, parseDocument } from 'yaml'
import { blankPart } from './blank-part.ts'
import type { Written } from './places.ts'
import { readPlainYaml } from './read-plain-yaml.ts'
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
export function readYaml(text: string): YamlText {
  const plain = readPlainYaml(text)
  if (plain) return { ...plain, mistakes: [], left_out: new Set() }
  return readAnyYaml(text)
}

/** The same, always by the full parser. */
export function readAnyYaml(text: string): YamlText {
  const mistakes: Mistake[] = []
  const left_out = new Set<number>()
  let source: string | undefined = text
  for (let round = 0; round <= maxBrokenParts && source !== undefined; round++) {
    const lines = new LineCounter()
    const document = parseQuietly(source, lines)
    if (typeof document === 'string') {
      mistakes.push({ line: 1, message: document })
      break
    }
    const found = syntaxMistakes(document, lines, source)
    const first = found[0]
    if (!first) {
      const conversion = new YamlConversion(lines)
      const { value, written } = conversion.convert(document.contents)
      return { value, written, mistakes: [...mistakes, ...conversion.mistakes], left_out }
    }
    const blanked = blankPart(source, first.line, left_out)
    // What else the parser says is a consequence of the first, except for tabs in the same part.
    for (const mistake of found) {
      const told = mistakes.some(({ line, message }) => line === mistake.line && message === mistake.message)
      if (!told && (mistake === first || (mistake.certain && blanked?.lines.has(mistake.line)))) mistakes.push(mistake)
    }
    source = blanked?.source
  }
  return { value: undefined, written: { at: 1 }, mistakes, left_out }
}

/** The document, or what is wrong with it as a whole. */
function parseQuietly(source: string, lineCounter: LineCounter) {
  try {
    return parseDocument(source, { lineCounter, uniqueKeys: false, merge: false })
  } catch (error) {
    // The parser recurses: thousands of nested brackets exhaust the stack.
    if (error instanceof RangeError) return 'is nested too deeply'
    return `cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`
  }
}
