import { formatProblem } from '../config/problem.ts'
import type { ProgramOptions } from '../config/program.ts'
import { complain, load, type Program, print } from './program.ts'

/** Every mistake on its own line; exit code 1 when there is one. Warnings alone are no mistake. */
export async function validate(program: Program, options: ProgramOptions): Promise<number> {
  const loaded = load(program, options)
  if (!loaded.ok) {
    for (const problem of loaded.problems) complain(formatProblem(problem))
    return 1
  }
  for (const warning of loaded.warnings) complain(`warning: ${formatProblem(warning)}`)
  print(loaded.file ? `${loaded.file} is sound` : 'there is no configuration file; the defaults are in force')
  return 0
}
