import { dirname, resolve } from 'node:path'
import { Redactor } from '../http-client/redact.ts'
import type { Language } from '../messages/languages.ts'
import { type Message, mapTexts } from '../messages/message.ts'
import type { Service } from '../service/service.ts'
import type { Environment } from './environment.ts'
import { findFile, overlookedFile } from './find-file.ts'
import { type Path, type Problem, sortProblems } from './problem.ts'
import { readConfig } from './read-config.ts'
import { secretsOfConfiguration, secretsOfVariable } from './secret-settings.ts'
import type { Settings } from './settings.ts'
import { readVariables } from './variables.ts'

export type LoadOptions = {
  /** As given on the command line; must exist then. */
  readonly file?: string | undefined
  /** Where `vigie.yaml` or `config.yaml` is looked for. */
  readonly directory: string
  readonly environment: Environment
  /** All of them, also those that run in other processes: a key is unknown when none reads it. */
  readonly services: readonly Service[]
}

export type LoadedConfig = {
  readonly ok: true
  /** Absolute; null when there is none and all defaults are in force. */
  readonly file: string | null
  readonly base_directory: string
  readonly settings: Settings
  /** Service → its configuration, defaults filled in, durations in seconds. */
  readonly values: ReadonlyMap<string, unknown>
  readonly warnings: readonly Problem[]
  /** The real variables and those of `.env`. */
  readonly environment: Environment
  readonly placeOf: (path: Path) => string
  /** What it holds that may not be shown anywhere. */
  readonly secrets: readonly string[]
}

export type Unsound = {
  readonly ok: false
  readonly problems: readonly Problem[]
  /** The one that the file asks for, in which it is told what is wrong with it. */
  readonly language: Language
}

export type LoadResult = LoadedConfig | Unsound

/** Reads the configuration, or tells every mistake in it at once, in the order of the file. Throws for nothing in it. */
export function loadConfig({ file, directory, environment, services }: LoadOptions): LoadResult {
  const found = findFile(directory, file)
  if (found && 'problem' in found) return { ok: false, problems: [found.problem], language: 'en' }
  const base_directory = found ? dirname(found.absolute) : resolve(directory)
  const variables = readVariables(base_directory, environment)
  const read = readConfig(found, { base_directory, variables, services })
  const secrets = [
    ...(read.ok ? secretsOfConfiguration(services, read) : []),
    ...[...read.used].flatMap(name => secretsOfVariable(name, variables.values[name] ?? '')),
  ]
  const tell = withoutSecrets(secrets)
  const problems = [...variables.problems, ...(read.ok ? [] : read.problems)]
  if (!read.ok || problems.length > 0) {
    const language = read.ok ? read.settings.language : read.language
    return { ok: false, problems: sortProblems(problems).map(tell), language }
  }
  const warnings = [...(found ? found.warnings : overlookedFile(directory)), ...read.warnings]
  return {
    ...read,
    file: found?.absolute ?? null,
    base_directory,
    warnings: sortProblems(warnings).map(tell),
    secrets,
    environment: variables.values,
  }
}

/** Problems quote what is wrong, and that may be half of a secret. */
function withoutSecrets(secrets: readonly string[]): (problem: Problem) => Problem {
  const redactor = new Redactor()
  redactor.know('configuration', secrets)
  const hidden = (message: Message) => mapTexts(message, text => redactor.text(text))
  return ({ message, hint, ...where }) => ({ ...where, message: hidden(message), hint: hint && hidden(hint) })
}
