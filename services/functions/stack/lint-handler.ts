import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { type Finding, type FunctionSpec, nodeLanguages } from './stack.ts'

const nodeHandlers = ['handler.js', 'handler.cjs', 'handler.mjs', 'handler.ts']
const pythonHandlers = ['handler.py']

/** The file that is called; undefined: there is none. */
export function handlerOf({ folder, lang }: Pick<FunctionSpec, 'folder' | 'lang'>): string | undefined {
  const names = nodeLanguages.includes(lang) ? nodeHandlers : pythonHandlers
  return names.map(name => join(folder, name)).find(file => existsSync(file))
}

/** A block that runs when something failed: its text and the line on which it begins. */
type Block = { readonly line: number; readonly text: string }

/**
 * What can be seen of a handler without running it, by the form of its text: an error that is answered as a success, an output
 * that the next call overwrites, a password in the code. It may miss some, and judges no style.
 */
export function lintHandler(file: string): readonly Finding[] {
  const findings: Finding[] = []
  const source = readFileSync(file, 'utf8')
  const report = (line: number, severity: Finding['severity'], message: Message, mend: Message) =>
    findings.push({ file, line, severity, message, mend })
  const isPython = extname(file) === '.py'
  for (const { line, text } of isPython ? exceptBlocks(source) : catchBlocks(source)) {
    if (answers.test(text) && !fails.test(text)) {
      report(
        line,
        'warning',
        say('functions.lint.success'),
        isPython ? say('functions.mend.raise') : say('functions.mend.fail'),
      )
    }
  }
  const lines = source.split('\n')
  const thrown = isPython ? undefined : lines.findIndex(line => /^\s*throw\b/.test(line))
  if (thrown !== undefined && thrown >= 0) {
    report(thrown + 1, 'note', say('functions.lint.throw'), say('functions.mend.fail'))
  }
  const output = writes.test(source) ? lines.findIndex(line => fixedOutput.test(line)) : -1
  if (output >= 0) report(output + 1, 'warning', say('functions.lint.fixed-output'), say('functions.mend.fixed-output'))
  lines.forEach((line, index) => {
    if (password.test(line)) report(index + 1, 'error', say('functions.lint.password'), say('functions.mend.password'))
    if (/AutoAddPolicy|WarningPolicy/.test(line)) {
      report(index + 1, 'warning', say('functions.lint.host-key'), say('functions.mend.host-key'))
    }
  })
  return findings
}

const answers = /\breturn\b|\.succeed\(/
const fails =
  /\bthrow\b|\braise\b|\.fail\(|\.status\(\s*[45]\d\d|status_?code['"]?\s*[:=]\s*['"]?[45]\d\d|,\s*[45]\d\d\b/i
const writes = /\bopen\([^)]*['"][wax]b?\+?['"]|\bto_csv\(|writeFile|createWriteStream|\.put\(|\.putfo\(|\bwrite_text\(/
const fixedOutput = /['"`/]output\.\w+['"`]/
const password = /\b\w*(?:password|passwd|secret|token)\w*\s*[:=]\s*['"][^'"\s]{4,}['"]/i

/** `except …:` and what is indented below it. */
function exceptBlocks(source: string): Block[] {
  const lines = source.split('\n')
  return lines.flatMap((line, index) => {
    const indent = /^(?<indent>\s*)except\b.*:/.exec(line)?.groups?.indent
    if (indent === undefined) return []
    const after = lines.slice(index + 1)
    const end = after.findIndex(next => next.trim() !== '' && indentOf(next) <= indent.length)
    return [
      {
        line: index + 1,
        text: [line.split(':').slice(1).join(':'), ...after.slice(0, end === -1 ? undefined : end)].join('\n'),
      },
    ]
  })
}

const indentOf = (line: string): number => line.length - line.trimStart().length

/** `catch (…) {` up to the brace that closes it, and the function that `.catch(` is given. */
function catchBlocks(source: string): Block[] {
  return [...source.matchAll(/\bcatch\b[^{}]*\{/g)].map(({ index, 0: head }) => {
    const begin = index + head.length
    let depth = 1
    let end = begin
    while (end < source.length && depth > 0) {
      if (source[end] === '{') depth++
      else if (source[end] === '}') depth--
      end++
    }
    return { line: source.slice(0, index).split('\n').length, text: source.slice(begin, end) }
  })
}
