import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type DestinationStream, type Logger, multistream, pino, stdTimeFunctions } from 'pino'

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
export async function createLog({ level, file, plain }: LogOptions): Promise<Log> {
  const wanted = level.toLowerCase()
  const streams: { stream: DestinationStream; level: string }[] = []
  const pinoLevel = levels[wanted] ?? wanted
  streams.push({
    stream: plain || !process.stdout.isTTY ? pino.destination({ fd: 1, sync: true }) : await forPeople(),
    level: pinoLevel,
  })
  if (file) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    streams.push({ stream: pino.destination({ dest: file, sync: true, append: true, mode: 0o600 }), level: pinoLevel })
  }
  return pino(
    { level: pinoLevel, base: null, timestamp: stdTimeFunctions.isoTime, redact: { paths: redact, censor: '…' } },
    multistream(streams),
  )
}

/** Loaded only for a terminal. */
async function forPeople(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty')
  return pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true })
}

export const silentLog = (): Log => pino({ level: 'silent' })
