import type { LoadedConfig } from '../config/load.ts'
import { oneLine, type Problem, problemLine } from '../config/problem.ts'
import type { ProgramOptions } from '../config/program.ts'
import { say as inKit } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import { load, type Program, print, printError, printProblems } from './program.ts'

/** Every mistake on its own line; exit code 1 when there is one. Warnings alone are no mistake. */
export async function validate(program: Program, options: ProgramOptions): Promise<number> {
  const loaded = load(program, options)
  if (!loaded.ok) {
    printProblems(program, loaded)
    return 1
  }
  const say = (message: Message) => program.word(message, loaded.settings.language)
  const files = fileProblems(program, loaded)
  for (const { severity, ...problem } of [...loaded.warnings.map(asWarning), ...files]) {
    const line = problemLine(problem)
    printError(oneLine(say(severity === 'warning' ? inKit('config.warning', { problem: line }) : line)))
  }
  if (files.some(({ severity }) => severity !== 'warning')) return 1
  print(say(loaded.file ? inKit('config.sound', { file: loaded.file }) : inKit('config.defaults')))
  return 0
}

/** Files that the configuration names are part of it. */
function fileProblems({ services }: Program, { values, base_directory, placeOf }: LoadedConfig) {
  return services
    .flatMap(({ name, validateFiles }) =>
      validateFiles ? validateFiles(values.get(name) as Record<string, unknown>, base_directory) : [],
    )
    .map(({ path, ...said }) => ({ place: placeOf(path), ...said }))
}

const asWarning = (problem: Problem) => ({ ...problem, severity: 'warning' as const })
