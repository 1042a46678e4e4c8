import { readFileSync } from 'node:fs'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import { errorAt, isObject, pathTo } from './check-definition.ts'
import { checkDocument, type ReadDocument } from './check-document.ts'
import { jsonLines, lineAround } from './line-numbers.ts'

/** `flags.file`, read. */
export type ReadFlags = {
  readonly document: ReadDocument
  readonly lineOfFlag: (key: string) => number | undefined
  readonly lineOfSegment: (key: string) => number | undefined
}
/** A warning does not stop the file from being used: that flag will fail when it is asked for. */
export type FileProblem = {
  readonly line: number | undefined
  readonly message: Message
  readonly severity: 'error' | 'warning'
}
export type FlagFileReading = { readonly read: ReadFlags | null; readonly problems: readonly FileProblem[] }

/** All that can be said of a file without the flags that are there already. */
export function readFlagFile(file: string): FlagFileReading {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    return unreadable(say('flag.unreadable', { cause: messageOf(thrown) }))
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return unreadable(say('flag.no-json', { cause: messageOf(thrown) }), lineOfFault(text, messageOf(thrown)))
  }
  const lines = jsonLines(text)
  const pathOfFlag = flagPaths(value)
  const { document, problems } = checkDocument(value)
  return {
    read: document && {
      document,
      lineOfFlag: key => lines.get(pathOfFlag(key)),
      lineOfSegment: key => lines.get(pathTo('$evaluators', key)),
    },
    problems: problems.map(problem => ({
      line: lineAround(lines, problem.path) ?? 1,
      message: errorAt(problem),
      severity: problem.severity,
    })),
  }
}

/** `flags.json:12: flags.checkout.state is …` */
export const placed = (name: string, { line, message }: Pick<FileProblem, 'line' | 'message'>): Message =>
  say('flag.in-file', { place: `${name}${line === undefined ? '' : `:${line}`}`, problem: message })

const unreadable = (message: Message, line?: number): FlagFileReading => ({
  read: null,
  problems: [{ line, message, severity: 'error' }],
})

function lineOfFault(text: string, message: string): number | undefined {
  const position = /position (\d+)/.exec(message)?.[1]
  return position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length
}

/** Where a flag stands in a file, whose `flags` are an object by key or a list. */
function flagPaths(file: unknown): (key: string) => string {
  const flags = isObject(file) ? file.flags : undefined
  if (!Array.isArray(flags)) return key => pathTo('flags', key)
  const indexes = new Map(flags.map((flag, index) => [isObject(flag) ? flag.key : undefined, index]))
  return key => pathTo(pathTo('flags', indexes.get(key) ?? 0), 'key')
}
