import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { say } from '../messages/kit-catalogue.ts'
import type { Environment } from './environment.ts'
import type { Problem } from './problem.ts'

export type Variables = {
  readonly values: Environment
  /** `.env:3` or, for a real variable, its name. */
  placeOf(name: string): string
  readonly problems: readonly Problem[]
}

/** The real variables, and behind them those of the `.env` file in the folder, when there is one. */
export function readVariables(directory: string, environment: Environment): Variables {
  const text = readIfThere(join(directory, '.env'))
  return {
    values: { ...parseEnv(text ?? ''), ...environment },
    placeOf: name => (environment[name] === undefined ? `.env:${lineOf(name, text ?? '')}` : name),
    problems: text === undefined ? [{ place: '.env:1', message: say('config.env-unreadable') }] : [],
  }
}

function readIfThere(file: string): string | undefined {
  if (!existsSync(file)) return ''
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function lineOf(name: string, text: string): number {
  const assignment = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`)
  return text.split('\n').findIndex(line => assignment.test(line)) + 1
}
