import type { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type DestinationStream, type Logger, multistream, pino, stdTimeFunctions } from 'pino'
import type { Redactor } from '../http-client/redact.ts'

/** Constant messages, facts as fields: `log.info({ check, lateness_ms }, 'check was late')`. */
export type Log = Logger

const levels: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' }

export type LogOptions = {
  readonly level: string
  readonly file?: string | undefined
  readonly plain?: boolean
  /** Every line goes through it, wherever a service forgets itself. */
  readonly redactor: Redactor
}

/** People at a terminal get coloured lines; a pipe and the file get JSON. `level` is any usual spelling (`INFO`). */
export async function createLog({ level, file, plain, redactor }: LogOptions): Promise<Log> {
  const wanted = level.toLowerCase()
  const streams: { stream: DestinationStream; level: string }[] = []
  const pinoLevel = levels[wanted] ?? wanted
  streams.push({
    stream:
      plain || !process.stdout.isTTY ? steady(pino.destination({ fd: 1, sync: true, maxLength })) : await forPeople(),
    level: pinoLevel,
  })
  if (file) {
    streams.push({ stream: logFile(file), level: pinoLevel })
  }
  const streamWrite = (line: string): string => redactedLine(line, redactor)
  return pino(
    { level: pinoLevel, base: null, timestamp: stdTimeFunctions.isoTime, hooks: { streamWrite } },
    multistream(streams),
  )
}

/** What a full disk does not take waits in memory until it does, and no more of it than this. */
const maxLength = 1_048_576

export function logFile(file: string): DestinationStream {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  return steady(pino.destination({ dest: file, sync: true, append: true, maxLength, mode: 0o600 }))
}

/** A line that cannot be written must not fail whoever wrote it: the next line takes it along, or it is lost. */
function steady<Destination extends EventEmitter>(destination: Destination): Destination {
  return destination.on('error', () => undefined)
}

/** Almost no line has anything to hide; one that has is read again, so that it stays JSON. */
export function redactedLine(line: string, redactor: Redactor): string {
  if (redactor.text(line) === line) return line
  try {
    return `${JSON.stringify(redactor.value(JSON.parse(line)))}\n`
  } catch {
    return redactor.text(line)
  }
}

/** Loaded only for a terminal. */
async function forPeople(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty')
  return pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true })
}

export const silentLog = (): Log => pino({ level: 'silent' })
