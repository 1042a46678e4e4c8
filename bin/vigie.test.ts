import assert from 'node:assert/strict'
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../kit/testing/children.ts'
import { inherited } from '../kit/testing/process.ts'
import { patience } from '../kit/testing/until.ts'

const entry = join(import.meta.dirname, 'vigie.js')

/** Started by `file` on a folder of its own; answers once the program listens. */
const start = (t: TestContext, file: string, [command = '', ...before]: string[] = [process.execPath]) =>
  run(t, [command, ...before, file, 'up'])

async function run(t: TestContext, [command = '', ...args]: string[], cwd?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-entry-'))
  const port = await freePort()
  const more = ['--data', join(folder, 'data'), '--port', String(port)]
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe']
  const child = spawn(command, [...args, ...more], { cwd: cwd ?? folder, env: inherited(), stdio })
  let said = ''
  child.stderr?.on('data', chunk => (said += chunk))
  t.after(async () => {
    await end(child)
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })
  const answers = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    return answer?.ok ?? false
  }
  await until(answers, () => said)
  return { child, answers, said: () => said, port }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill()
  await once(child, 'exit')
}

async function until(isTrue: () => Promise<boolean>, why: () => string): Promise<void> {
  const isTimeLeft = patience(60_000)
  while (!(await isTrue())) {
    if (!isTimeLeft()) throw new Error(`it took too long: ${why()}`)
    await pause(20)
  }
}

/** A file that starts the program in some way. */
function starter(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-starter-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'start.mjs')
  writeFileSync(file, text)
  return file
}

const parent = JSON.stringify(join(import.meta.dirname, 'parent.js'))
/** As the entry does under an older Node. */
const standing = `
  import { standBefore } from ${parent}
  standBefore(process.execPath, [${JSON.stringify(entry)}, ...process.argv.slice(2)])`
/** As npm does where the shell does not make way. */
const npm = `
  import { spawn } from 'node:child_process'
  process.title = 'npm start'
  const command = '"$0" "$@"; exit $?'
  spawn('sh', ['-c', command, process.execPath, ${JSON.stringify(entry)}, ...process.argv.slice(2)])`

test('what stands before the program takes it along when it is killed', async t => {
  // Only Linux tells which process npm is.
  for (const text of process.platform === 'linux' ? [standing, npm] : [standing]) {
    const { child, answers } = await start(t, starter(t, text))
    child.kill('SIGKILL')
    const gone = async () => !(await answers())
    await until(gone, () => `the program still answers, after ${text}`)
  }
})

test('it passes signals on, waits for the end, and ends with the same code', async t => {
  const { child, answers } = await start(t, starter(t, standing))
  child.kill('SIGTERM')
  await once(child, 'exit')
  assert.equal(child.exitCode, 0)
  assert.equal(await answers(), false)
})

test('npm start passes on a signal that npm alone was sent, and ends with the code of the program', async t => {
  const root = join(import.meta.dirname, '..')
  // A configuration of whoever works here is not that of the test.
  const config = starter(t, '').replace(/start.mjs$/, 'vigie.yaml')
  writeFileSync(config, '')
  const { child } = await run(t, ['npm', 'start', '--ignore-scripts', '--', '--config', config], root)
  let printed = ''
  child.stdout?.on('data', chunk => (printed += chunk))
  child.kill('SIGINT')
  await once(child, 'close')
  assert.equal(child.exitCode, 0)
  assert.match(printed, /Mean duration: 0.00s\n/)
})

test('a program that somebody started beside themselves goes on without them', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-shell-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const shell = join(folder, 'start.sh')
  const pidFile = join(folder, 'pid')
  writeFileSync(shell, `"${process.execPath}" "$@" & echo $! > "${pidFile}"; wait\n`)
  const { child, answers } = await start(t, entry, ['sh', shell])
  const pid = Number(readFileSync(pidFile, 'utf8'))
  try {
    child.kill('SIGKILL')
    await once(child, 'exit')
    await pause(500)
    assert.equal(await answers(), true)
  } finally {
    process.kill(pid)
    await until(
      async () => !(await answers()),
      () => 'the program still answers',
    )
  }
})

test('when nobody reads what it prints any more, it still ends in order', async t => {
  const { child, said } = await start(t, entry)
  child.stdout?.destroy()
  child.kill('SIGINT')
  await once(child, 'exit')
  assert.deepEqual([child.exitCode, said()], [0, ''])
})
