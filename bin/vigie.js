#!/usr/bin/env node
// The command's entry. Plain JavaScript, because the Node that starts it may be too old to run TypeScript: it finds
// the Node this project pins through npm, gives it what it must know before it starts, and hands over to the program.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fingerprint } from './fingerprint.js'
import { endWithParent, standBefore } from './parent.js'

const self = fileURLToPath(import.meta.url)
const root = join(dirname(self), '..')
const major = Number(process.versions.node.split('.')[0])
const sourceFile = join(root, 'main.ts')
const ready = process.env.VIGIE_STARTED === String(process.pid)

// A nursery that stays in the processor's cache: a smaller one is collected so often that a cached page costs a tenth more, a larger
// one, as is usual, costs memory and is no faster. It has that size from the beginning: while it grows, a start collects it hundreds
// of times.
const flags = ['--max-semi-space-size=4', '--min-semi-space-size=4', '--disable-warning=ExperimentalWarning']
const environment = {
  ...process.env,
  // The C library keeps what was freed for later, more of it the longer it runs; one event loop needs little of that.
  MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
  MALLOC_MMAP_THRESHOLD_: process.env.MALLOC_MMAP_THRESHOLD_ ?? '32768',
  MALLOC_TRIM_THRESHOLD_: process.env.MALLOC_TRIM_THRESHOLD_ ?? '131072',
  // Looking up names takes a thread each, and libuv lends lookups only half of its four.
  UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16',
}

if (major < 24) startPinned()
else if (ready || typeof process.execve !== 'function') await startHere()
else {
  // The same process, begun again: the pid stays, and no parent waits.
  const again = { ...environment, VIGIE_STARTED: String(process.pid) }
  process.execve(process.execPath, [process.execPath, ...flags, self, ...process.argv.slice(2)], again)
}

async function startHere() {
  delete process.env.VIGIE_STARTED
  endWithParent()
  const program = programFile()
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(join(root, 'node_modules', '.cache', 'vigie'))
  const { main } = await import(pathToFileURL(program).href)
  await main(process.argv.slice(2))
}

/** The packed program where it is there and made of these very sources, else the sources: nobody runs old code unawares. */
function programFile() {
  const packed = join(root, 'dist', '.packed')
  const isCurrent = existsSync(packed) && readFileSync(packed, 'utf8') === fingerprint(root)
  return isCurrent ? join(root, 'dist', 'vigie.js') : sourceFile
}

function startPinned() {
  const pinned = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (!existsSync(pinned)) {
    process.stderr.write(
      `Vigie runs on Node 24 or newer; this is ${process.version}. Run "npm start" once: it installs the right one.\n`,
    )
    process.exit(1)
  }
  standBefore(pinned, [self, ...process.argv.slice(2)])
}
