import { processEnvironment } from '../config/environment.ts'
import { type LoadResult, loadConfig, type Unsound } from '../config/load.ts'
import { formatProblem, type Word } from '../config/problem.ts'
import type { ProgramOptions } from '../config/program.ts'
import { redactText } from '../http-client/redact-text.ts'
import type { DemoWorld } from '../service/demo.ts'
import type { Service } from '../service/service.ts'

export type Program = {
  readonly version: string
  readonly services: readonly Service[]
  /** Words of all services, in each language. */
  readonly word: Word
  /** What `vigie demo` shows; without it there is no such command. */
  readonly demo?: DemoWorld
}

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

export const write = (part: string): Promise<boolean> =>
  new Promise(resolve => {
    process.stdout.write(part, failure => resolve(!failure))
  })

/** What went wrong is often in the words of a library, which quotes addresses as they are. */
export const printError = (line: string): void => {
  process.stderr.write(`${redactText(line)}\n`)
}

/** What is wrong with a configuration, line by line, in the language that it asks for. */
export function printProblems({ word }: Program, { problems, language }: Unsound): void {
  for (const problem of problems) printError(formatProblem(problem, message => word(message, language)))
}

/** The configuration of the current folder, or the file that was named. */
export function load(program: Program, options: ProgramOptions): LoadResult {
  const loaded = loadConfig({
    ...(options.config ? { file: options.config } : {}),
    directory: process.cwd(),
    environment: processEnvironment(),
    services: program.services,
  })
  const { values } = options
  return loaded.ok && values ? { ...loaded, values: new Map([...loaded.values, ...values]) } : loaded
}
