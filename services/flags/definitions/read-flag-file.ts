import { readFileSync } from 'node:fs'
import { messageOf } from '../../../kit/service/errors.ts'
import { checkDocument, type ReadDocument } from './check-document.ts'
import { jsonLines, lineAround } from './json-lines.ts'
import { type KeyLines, keyLines, lineOf } from './line-numbers.ts'

/** `flags.file`, read. */
export type ReadFlags = { readonly document: ReadDocument; readonly lines: KeyLines }
/** A warning does not stop the file from being used: that flag will fail when it is asked for. */
export type FileProblem = {
  readonly line: number | undefined
  readonly message: string
  readonly severity: 'error' | 'warning'
}
export type FlagFileReading = { readonly read: ReadFlags | null; readonly problems: readonly FileProblem[] }

/** All that can be said of a file without the flags that are there already. */
export function readFlagFile(file: string): FlagFileReading {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    return unreadable(`cannot be read: ${messageOf(thrown)}`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return unreadable(`is not valid JSON: ${messageOf(thrown)}`, lineOfFault(text, messageOf(thrown)))
  }
  const lines = keyLines(text)
  const { document, problems } = checkDocument(value)
  const exact = problems.length > 0 ? jsonLines(text) : new Map<string, number>()
  return {
    read: document && { document, lines },
    problems: problems.map(({ path, message, severity }) => ({
      line: lineAround(exact, path) ?? lineOf(lines, path) ?? 1,
      message: `${path} ${message}`.trim(),
      severity,
    })),
  }
}

/** `flags.json:12: flags.checkout.state is …` */
export const placed = (name: string, { line, message }: Pick<FileProblem, 'line' | 'message'>): string =>
  `${name}${line === undefined ? '' : `:${line}`}: ${message}`

const unreadable = (message: string, line?: number): FlagFileReading => ({
  read: null,
  problems: [{ line, message, severity: 'error' }],
})

function lineOfFault(text: string, message: string): number | undefined {
  const position = /position (\d+)/.exec(message)?.[1]
  return position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length
}
