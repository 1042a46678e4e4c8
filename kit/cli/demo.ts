import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasData } from '../backup/restore-folder.ts'
import type { LoadedConfig } from '../config/load.ts'
import type { ProgramOptions } from '../config/program.ts'
import type { Language } from '../messages/languages.ts'
import { outbox } from '../messaging/outbox.ts'
import { systemClock } from '../runtime/clock.ts'
import { silentLog } from '../runtime/log.ts'
import type { DemoMoment, DemoWorld } from '../service/demo.ts'
import { conflict } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { makeDataFolder } from '../store/data-folder.ts'
import { openServiceForWriting } from '../store/service-store.ts'
import { load, type Program, print, printProblems } from './program.ts'
import { progressOn } from './progress.ts'
import { up } from './up.ts'

export const demoHelp = `
Ninety days of history and trouble within the minute, all of it on this machine and told to nobody outside. The address of
the console and how to sign in are printed. Without --data everything is in a temporary folder, removed at the end.`

export type DemoFlags = {
  readonly language: Language
  /** Kept afterwards; else a temporary folder. */
  readonly data: string | undefined
}

const visitEveryMs = 4_000
const file = 'demo.yaml'

/** A living system with an invented team: it starts on ninety days of history, and things go on happening. */
export async function demo(program: Program, options: ProgramOptions, { language, data }: DemoFlags): Promise<number> {
  const { demo: world } = program
  if (!world) return 1
  const folder = data ?? mkdtempSync(join(tmpdir(), 'vigie-demo-'))
  const config = join(folder, file)
  const seen = existsSync(config)
  if (!seen && hasData(folder)) {
    throw conflict('kit.data-exists', `there is data in ${folder}; name another folder with --data, or none`)
  }
  makeDataFolder(folder)
  const clock = systemClock()
  const begun = clock.now()
  const moment = (): DemoMoment => ({ now: clock.now(), elapsed_s: (clock.now() - begun) / 1000 })
  const server = await serveWorld(world, moment)
  const visits = setInterval(() => visit(world, moment(), { language, options }), visitEveryMs)
  try {
    writeFileSync(config, world.configuration(server.url, language))
    const mine = { ...options, config, data: folder }
    const loaded = load(program, mine)
    if (!loaded.ok) {
      printProblems(program, loaded)
      return 1
    }
    const signIn = seen ? [] : await writePast(program.services, loaded, { data: folder, now: begun })
    const [email, password] = signIn
    print(`\n  An invented team, ninety days of history, and trouble within the minute. Ctrl-C ends it.`)
    print(`  Everything is in ${folder}${data === undefined ? ', which is removed at the end' : ''}.`)
    if (email) print(`\n  Console: http://${options.host}:${options.port}/console   ${email}   ${password}`)
    return await up(program, mine)
  } finally {
    clearInterval(visits)
    clock.stop()
    await server.stop()
    if (data === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function serveWorld(world: DemoWorld, moment: () => DemoMoment) {
  const server = createServer((request, response) => {
    const { status, type, body, after_ms } = world.answer((request.url ?? '/').split('?')[0] ?? '/', moment())
    request.resume()
    setTimeout(() => response.writeHead(status, { 'content-type': type }).end(body), after_ms)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Visiting = { readonly language: Language; readonly options: ProgramOptions }

/** Nobody waits for an answer: before Vigie listens, and while it ends, there is none. */
function visit(world: DemoWorld, moment: DemoMoment, { language, options: { host, port } }: Visiting): void {
  for (const { path, body, from } of world.visit(moment, language)) {
    const headers = { 'x-forwarded-for': from, ...(body ? { 'content-type': 'application/json' } : {}) }
    const sent = body ? { method: 'POST', body: JSON.stringify(body), headers } : { headers }
    fetch(`http://${host}:${port}${path}`, sent)
      .then(answer => answer.body?.cancel())
      .catch(() => undefined)
  }
}

/** Each service its own part, through its own stores and rules. Answers what there is to be shown. */
async function writePast(
  services: readonly Service[],
  loaded: LoadedConfig,
  { data, now }: { data: string; now: number },
): Promise<string[]> {
  const clock = systemClock()
  const progress = progressOn(process.stderr)
  const parts = services.filter(service => service.demo !== undefined)
  const lines: string[] = []
  try {
    for (const [index, service] of parts.entries()) {
      const store = await openServiceForWriting(service, { data, key_file: loaded.environment.VIGIE_KEY_FILE })
      try {
        const publish = outbox(service.name, store, clock)
        const { settings, placeOf } = loaded
        const config = loaded.values.get(service.name)
        const said = await service.demo?.({ store, publish, clock, log: silentLog(), settings, config, placeOf, now })
        lines.push(...(said ?? []))
      } finally {
        await store.close()
      }
      progress(index + 1, parts.length, service.name)
    }
    return lines
  } finally {
    clock.stop()
  }
}
