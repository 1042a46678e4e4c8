import { existsSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { parse, resolve } from 'node:path'
import { inEnglish, say } from '../messages/kit-catalogue.ts'
import { plainText } from '../messages/message.ts'
import { type FieldProblem, invalid } from '../service/errors.ts'
import { problemAt } from '../service/refusals.ts'
import { nearest } from '../service/validation-message.ts'
import type { Environment } from './environment.ts'
import { didYouMean } from './problem.ts'

export type ProgramFlags = {
  readonly config?: string | undefined
  readonly data?: string | undefined
  readonly host?: string | undefined
  readonly port?: string | number | undefined
  readonly services?: readonly string[] | undefined
}

export type ProgramOptions = {
  readonly config?: string
  /** Absolute. */
  readonly data: string
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Those to run here; all when empty. */
  readonly services: readonly string[]
  /** By service: what a command says instead of the file. */
  readonly values?: ReadonlyMap<string, unknown>
}

export type ProgramInput = {
  readonly flags: ProgramFlags
  readonly environment: Environment
  /** Names that `flags.services` may hold; any when left out. */
  readonly known_services?: readonly string[]
}

/**
 * What has to be known before there is a configuration: the flags, else `VIGIE_CONFIG`, `VIGIE_DATA`, `VIGIE_HOST`,
 * `VIGIE_PORT`, else the defaults. Refuses (`config.bad-option`) with everything that is wrong, one line each.
 */
export function programOptions({ flags, environment, known_services }: ProgramInput): ProgramOptions {
  const option = (name: 'config' | 'data' | 'host' | 'port', fallback: string) => {
    const variable = `VIGIE_${name.toUpperCase()}`
    const flag = flags[name]
    if (flag !== undefined) return { field: `--${name}`, text: String(flag) }
    return { field: variable, text: environment[variable] || fallback }
  }
  const services = flags.services ?? []
  const config = option('config', '')
  const data = option('data', './data')
  const host = option('host', '127.0.0.1')
  const port = option('port', '3000')
  const problems = [
    fieldProblem(config.field, flags.config?.trim() === '' ? 'needs the name of a file' : undefined),
    fieldProblem(data.field, dataFault(data.text)),
    fieldProblem(host.field, hostFault(host.text)),
    fieldProblem(port.field, portFault(port.text)),
    ...services.map(name => fieldProblem(name, known_services && serviceFault(name, known_services))),
  ].flat()
  if (problems.length > 0) {
    const sentences = problems.map(({ field, message }) => `${field} ${message}`)
    throw invalid('config.bad-option', sentences.join('\n'), { fields: problems })
  }
  return {
    ...(config.text === '' ? {} : { config: config.text }),
    data: resolve(data.text),
    host: host.text,
    port: Number(port.text),
    services,
  }
}

const fieldProblem = (field: string, message: string | undefined): FieldProblem[] =>
  message === undefined ? [] : [problemAt(field, plainText(message))]

function serviceFault(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined
  const hint = didYouMean(nearest(name, known)) ?? say('config.known', { names: known })
  return `is not a service (${inEnglish(hint)})`
}

function portFault(text: string): string | undefined {
  const right = /^\d{1,5}$/.test(text) && Number(text) <= 65_535
  return right ? undefined : `must be a port from 0 to 65535, not "${text}"`
}

function hostFault(text: string): string | undefined {
  const isName = /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(text) && !/^[\d.]+$/.test(text)
  if (isIP(text) !== 0 || isName) return undefined
  const hint = /^https?:/.test(text) ? ': write the host alone' : ''
  return `must be an address or a host name to listen on, such as 127.0.0.1 or 0.0.0.0, not "${text}"${hint}`
}

function dataFault(text: string): string | undefined {
  if (text.trim() === '') return 'needs the name of a folder'
  if (existsSync(text) && !statSync(text).isDirectory()) return `must be a folder, but ${text} is a file`
  // All that is in it is closed to other users.
  const isShared = [parse(resolve(text)).root, homedir()].includes(resolve(text))
  return isShared ? `must be a folder of its own, not ${resolve(text)}` : undefined
}
