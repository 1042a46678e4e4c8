import { flushCompileCache } from 'node:module'
import { resolve } from 'node:path'
import type { LoadedConfig } from '../config/load.ts'
import { oneLine, problemAtPath, problemLine } from '../config/problem.ts'
import type { ProgramOptions } from '../config/program.ts'
import { watchFile } from '../config/watch.ts'
import { Redactor } from '../http-client/redact.ts'
import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import { type Clock, iso, type SystemClock, systemClock } from '../runtime/clock.ts'
import { tuneHeap } from '../runtime/heap-tuning.ts'
import { createLog, type Log } from '../runtime/log.ts'
import { messageOf } from '../service/errors.ts'
import { type Host, startHost } from '../service/host.ts'
import type { Service } from '../service/service.ts'
import { StoreFailure } from '../store/failure.ts'
import { fileFailureText } from '../store/file-failure.ts'
import { load, type Program, print, printError, printProblems } from './program.ts'

/** The main job: starts, says where to look, and runs until it is told to stop. */
export async function up(program: Program, options: ProgramOptions): Promise<number> {
  const loaded = load(program, options)
  if (!loaded.ok) {
    printProblems(program, loaded)
    printError(program.word(say('config.not-started', { count: loaded.problems.length }), loaded.language))
    return 1
  }
  const { level, file } = loaded.settings.logging
  const redactor = new Redactor()
  redactor.know('configuration', loaded.secrets)
  const log = await createLog({ level, redactor, file: file && resolve(loaded.base_directory, file) })
  for (const warning of loaded.warnings) log.warn({ place: warning.place }, inEnglish(program, problemAtPath(warning)))

  const clock = systemClock()
  clock.onJump(jump => log.warn({ ...jump, from: iso(jump.from), to: iso(jump.to) }, 'time jumped'))
  // Else only an orderly end keeps what was compiled, and the start after a crash would be the slowest.
  const warm = clock.after(warmMs, flushCompileCache)
  const told = stopSignal()
  try {
    const running = { program, options, log, clock, redactor, told }
    // What another process has changed meanwhile is read anew; is it still there, the start says who it is.
    for (let current = loaded; !(await runOnce(running, current)); ) {
      const again = load(program, options)
      if (again.ok) current = again
    }
    return 0
  } catch (thrown) {
    if (!told.aborted) printError(whyNot(thrown, options, why => program.word(why, loaded.settings.language)))
    return told.aborted ? 0 : 1
  } finally {
    warm.cancel()
    clock.stop()
  }
}

type Running = {
  readonly program: Program
  readonly options: ProgramOptions
  readonly log: Log
  readonly clock: SystemClock
  readonly redactor: Redactor
  /** Aborted when the program is told to stop. */
  readonly told: AbortSignal
}

/** Answers whether it was told to stop; else its data is no longer what it knew. */
async function runOnce(running: Running, loaded: LoadedConfig): Promise<boolean> {
  const { program, options, log, clock, redactor, told } = running
  const { environment } = loaded
  const host = await startHost({
    services: chosen(program.services, options.services),
    configuration: loaded,
    data: options.data,
    log,
    clock,
    redactor,
    admin_key: environment.VIGIE_ADMIN_KEY,
    listen: { host: options.host, port: options.port },
    key_file: environment.VIGIE_KEY_FILE,
    signal: told,
  })
  const { address } = host
  log.info({ address, configuration: loaded.file, data: options.data }, 'Vigie is on the lookout')
  print(`\n  Vigie is on the lookout: ${address}/\n`)

  const giving = tuneHeap(clock)
  const reloading = startReloading(program, { options, host, log, clock, file: loaded.file })
  const lost = await Promise.race([aborted(told), host.lost])
  if (lost) log.error({ reason: lost }, 'the data is not what it was: starting anew')
  else log.info('stopping')
  reloading.stop()
  giving.stop()
  const closing = lost ? [] : await closingLines(host, log)
  try {
    await host.stop()
  } catch (thrown) {
    log.error({ err: thrown }, 'what was under way could not be stored')
  }
  for (const line of closing) print(line)
  return !lost
}

async function closingLines(host: Host, log: Log): Promise<readonly string[]> {
  try {
    return (await Promise.all(host.services().map(started => started.closing?.() ?? []))).flat()
  } catch (thrown) {
    log.error({ err: thrown }, 'the closing figures cannot be told')
    return []
  }
}

const warmMs = 2_000

function chosen(services: readonly Service[], names: readonly string[]): readonly Service[] {
  return names.length === 0 ? services : services.filter(service => service.everywhere || names.includes(service.name))
}

function whyNot(thrown: unknown, { host, port }: ProgramOptions, word: (why: Message) => string): string {
  const { code, syscall } = thrown as NodeJS.ErrnoException
  if (thrown instanceof StoreFailure) return word(thrown.why)
  if (syscall !== 'listen') return fileFailureText(thrown) ?? messageOf(thrown)
  if (code === 'EADDRINUSE') return `port ${port} of ${host} is taken; choose another with --port`
  return `cannot listen on ${host}:${port}: ${messageOf(thrown)}`
}

/** A second signal while stopping changes nothing: a terminal sends Ctrl-C to parent and child alike. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())
  return stop.signal
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise(resolve_ => {
    if (signal.aborted) resolve_(undefined)
    signal.addEventListener('abort', () => resolve_(undefined), { once: true })
  })

type Reloading = {
  readonly options: ProgramOptions
  readonly host: Host
  readonly log: Log
  readonly clock: Clock
  readonly file: string | null
}

/** Saving the file, or SIGHUP, brings it into force; a bad one is told and the running one stays. */
function startReloading(program: Program, { options, host, log, clock, file }: Reloading): { stop(): void } {
  const apply = async (): Promise<void> => {
    const loaded = load(program, options)
    const mistakes = loaded.ok ? await placed(host, loaded) : loaded.problems.map(problemLine)
    for (const one of mistakes) log.error({ mistake: inEnglish(program, one) }, 'mistake in the new configuration')
    if (mistakes.length > 0) host.refused(mistakes)
    if (mistakes.length > 0) log.error('the new configuration is not sound; the running one stays in force')
    else log.info('the new configuration is in force')
  }
  const reload = (): void => {
    apply().catch(thrown => log.error({ err: thrown }, 'reload failed; the running configuration stays in force'))
  }
  process.on('SIGHUP', reload)
  // Without a file yet, the first one that is written is noticed too.
  const watch = watchFile({ file: file ?? resolve('vigie.yaml'), clock, saved: reload })
  return {
    stop: () => {
      process.off('SIGHUP', reload)
      watch.stop()
    },
  }
}

async function placed(host: Host, loaded: LoadedConfig): Promise<Message[]> {
  const problems = await host.reload(loaded)
  return problems.map(({ path, ...said }) => problemLine({ place: loaded.placeOf(path), ...said }))
}

/** For the log. */
const inEnglish = ({ word }: Program, message: Message): string => oneLine(word(message, 'en'))
