#!/usr/bin/env -S node --max-semi-space-size=2
// The command's entry. Plain JavaScript, because the Node that starts it may be too old to run TypeScript:
// it finds the Node this project pins through npm and hands over to main.ts.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const main = join(root, 'main.ts')
// A small nursery: collected a little more often, some 30 MB less memory. The shebang and "npm start" say the same.
const flags = ['--max-semi-space-size=2']
const major = Number(process.versions.node.split('.')[0])

if (major >= 24) {
  // Looking up names takes a thread each, and libuv lends lookups only half of its four; nothing has used one yet.
  process.env.UV_THREADPOOL_SIZE ??= '16'
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(join(root, 'node_modules', '.cache', 'vigie'))
  const { main: run } = await import(pathToFileURL(main).href)
  await run(process.argv.slice(2))
} else {
  const pinned = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (!existsSync(pinned)) {
    process.stderr.write(
      `Vigie runs on Node 24 or newer; this is ${process.version}. Run "npm start" once: it installs the right one.\n`,
    )
    process.exit(1)
  }
  const child = spawn(pinned, [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  // The child decides when it has drained; the parent only passes signals on and takes its exit code.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
