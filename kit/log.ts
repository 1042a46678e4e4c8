import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type DestinationStream, type Logger, multistream, pino, stdTimeFunctions } from 'pino'
import pretty from 'pino-pretty'

/** Constant messages, facts as fields: `log.info({ check, lateness_ms }, 'check was late')`. */
export type Log = Logger

const levels: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' }

/** Paths that never reach a log, wherever a service forgets itself. */
const redact = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  '*.password',
  '*.token',
  '*.secret',
  '*.authorization',
  '*.cookie',
  'headers["x-api-key"]',
]

export type LogOptions = { readonly level: string; readonly file?: string | undefined; readonly plain?: boolean }

/** People at a terminal get coloured lines; a pipe and the file get JSON. `level` is any usual spelling (`INFO`). */
export function createLog({ level, file, plain }: LogOptions): Log {
  const wanted = level.toLowerCase()
  const streams: { stream: DestinationStream; level: string }[] = []
  const pinoLevel = levels[wanted] ?? wanted
  if (plain || !process.stdout.isTTY)
    streams.push({ stream: pino.destination({ fd: 1, sync: true }), level: pinoLevel })
  else
    streams.push({
      stream: pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }),
      level: pinoLevel,
    })
  if (file) {
    mkdirSync(dirname(file), { recursive: true })
    streams.push({ stream: pino.destination({ dest: file, sync: true, append: true }), level: pinoLevel })
  }
  return pino(
    { level: pinoLevel, base: null, timestamp: stdTimeFunctions.isoTime, redact: { paths: redact, censor: '…' } },
    multistream(streams),
  )
}

export const silentLog = (): Log => pino({ level: 'silent' })
