import type { LoadedConfig } from '../config/load.ts'
import { formatProblem } from '../config/problem.ts'
import type { ProgramOptions } from '../config/program.ts'
import { load, type Program, print, printError } from './program.ts'

/** Every mistake on its own line; exit code 1 when there is one. Warnings alone are no mistake. */
export async function validate(program: Program, options: ProgramOptions): Promise<number> {
  const loaded = load(program, options)
  if (!loaded.ok) {
    for (const problem of loaded.problems) printError(formatProblem(problem))
    return 1
  }
  for (const warning of loaded.warnings) printError(`warning: ${formatProblem(warning)}`)
  if (!filesAreSound(program, loaded)) return 1
  print(loaded.file ? `${loaded.file} is sound` : 'there is no configuration file; the defaults are in force')
  return 0
}

/** Files that the configuration names are part of it. */
function filesAreSound({ services }: Program, { values, base_directory, placeOf }: LoadedConfig): boolean {
  let sound = true
  for (const service of services) {
    const config = values.get(service.name) as Record<string, unknown>
    for (const { path, message, severity } of service.validateFiles?.(config, base_directory) ?? []) {
      const line = formatProblem({ place: placeOf(path), message })
      printError(severity === 'warning' ? `warning: ${line}` : line)
      sound &&= severity === 'warning'
    }
  }
  return sound
}
