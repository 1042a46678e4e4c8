import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { findProgram } from '../../../kit/testing/programs.ts'
import type { FunctionSpec } from '../stack/stack.ts'
import { CallFailure, type CallRequest } from './function-process.ts'
import { goDuration } from './go-duration.ts'
import { bytesOf } from './memory-size.ts'
import { FunctionRunner } from './runner.ts'
import { type Level, levelHere, programFinder } from './sandbox.ts'

const clock = systemClock()
const folder = mkdtempSync(join(tmpdir(), 'functions-'))
const find = programFinder(process.env.PATH ?? '')
await findProgram('bwrap', { packages: ['bubblewrap'] })
const best = await levelHere()
const runners: FunctionRunner[] = []
after(async () => {
  for (const runner of runners) await runner.stop()
  clock.stop()
  rmSync(folder, { recursive: true })
})

const noSandbox = 'this machine has no bubblewrap, or lets nobody make namespaces'

let made = 0
type Wanted = Partial<Omit<FunctionSpec, 'secrets'>> & {
  readonly code: string
  readonly level?: Level
  readonly file?: string
  readonly secrets?: Readonly<Record<string, string>>
}

async function deployed({ code, level = best, file, secrets = {}, ...more }: Wanted): Promise<FunctionRunner> {
  const lang = more.lang ?? 'node22'
  const name = `f${++made}`
  const source = join(folder, 'sources', name)
  mkdirSync(source, { recursive: true })
  writeFileSync(join(source, file ?? (lang.startsWith('node') ? 'handler.js' : 'handler.py')), code)
  const spec: FunctionSpec = {
    ...{ name, lang, folder: source, image: undefined, fprocess: undefined, environment: {}, secrets: [], labels: {} },
    ...{
      annotations: {},
      limits: {},
      requests: {},
      readonly_root_filesystem: false,
      file: 'stack.yml',
      line: 1,
      ...more,
    },
  }
  const copy = join(folder, 'data', name)
  const runner = new FunctionRunner(spec, { copy, secrets, level, clock, find, node: process.execPath })
  runners.push(runner)
  await runner.deploy()
  return runner
}

const request = (more: Partial<CallRequest> = {}): CallRequest => ({
  ...{ method: 'POST', path: '/', query: {}, query_text: '', headers: {}, body: Buffer.alloc(0), ...more },
})

async function called(runner: FunctionRunner, more: Partial<CallRequest> = {}) {
  const { status, headers, body, logs } = await runner.call(request(more))
  return { status, type: headers['content-type'], text: body.toString(), logs }
}

const html = 'text/html; charset=utf-8'

describe('a Node function', () => {
  test('is called as the templates of OpenFaaS call it, and its process stays warm', async () => {
    const runner = await deployed({
      code: `let calls = 0
module.exports = async (event, context) => context
  .headers({ 'x-one': '1' }).headers({ 'x-two': '2' }).status(201)
  .succeed({ calls: ++calls, body: event.body, method: event.method, path: event.path, query: event.query })`,
    })
    const headers = { 'content-type': 'application/json' }
    const first = await runner.call(request({ headers, body: Buffer.from('{"a":1}'), path: '/x', query: { q: '1' } }))
    assert.equal(first.status, 201)
    assert.deepEqual(first.headers, { 'x-one': '1', 'x-two': '2', 'content-type': html })
    const told = { calls: 1, body: { a: 1 }, method: 'POST', path: '/x', query: { q: '1' } }
    assert.deepEqual(JSON.parse(first.body.toString()), told)
    assert.equal(JSON.parse((await called(runner)).text).calls, 2)
  })

  test('may be an ES module or TypeScript, and may simply return', async () => {
    const module = await deployed({
      file: 'handler.mjs',
      code: 'export default async event => event.body.toUpperCase()',
    })
    const headers = { 'content-type': 'text/plain' }
    assert.equal((await called(module, { headers, body: Buffer.from('élan') })).text, 'ÉLAN')
    const typed = await deployed({
      file: 'handler.ts',
      code: 'export default (event: { path: string }): string => event.path',
    })
    assert.equal((await called(typed, { path: '/p' })).text, '/p')
  })

  test('that throws, rejects or fails later is answered with 500, and goes on', async () => {
    const runner = await deployed({
      code: `module.exports = async event => {
  if (event.body === 'throw') throw new Error('boom')
  if (event.body === 'later') { setTimeout(() => { throw new Error('later') }, 5); return new Promise(() => {}) }
  return 'fine'
}`,
    })
    const body = (text: string) => ({ headers: { 'content-type': 'text/plain' }, body: Buffer.from(text) })
    assert.deepEqual((await called(runner, body('throw'))).status, 500)
    const later = await called(runner, body('later'))
    assert.deepEqual([later.status, later.text], [500, 'later'])
    assert.match(later.logs, /Error: later/)
    assert.equal((await called(runner, body('x'))).text, 'fine')
  })

  test('takes a text of more than 100 kB, and bytes as they are', async () => {
    const runner = await deployed({ code: 'module.exports = async event => String(event.body.length)' })
    const body = Buffer.alloc(3_000_000, 120)
    assert.equal((await called(runner, { headers: { 'content-type': 'text/csv' }, body })).text, '3000000')
    assert.equal(
      (await called(runner, { headers: { 'content-type': 'application/octet-stream' }, body })).text,
      '3000000',
    )
  })

  test('whose handler cannot be loaded says why at the first call', async () => {
    const runner = await deployed({ code: "require('no-such-thing')" })
    await assert.rejects(runner.call(request()), (failure: CallFailure) => /no-such-thing/.test(failure.message))
  })
})

describe('a Python function', () => {
  test('is called as the template python3-http calls it', async () => {
    const runner = await deployed({
      lang: 'python3-http',
      code: `import json
def handle(event, context):
    print("seen", event.method)
    if event.path == "/fail":
        raise ValueError("boom")
    return {"statusCode": 202, "headers": {"X-A": "b"},
            "body": {"text": event.body.decode(), "q": event.query.get("q"), "h": event.headers.get("X-Who")}}
`,
    })
    const answer = await runner.call(
      request({ body: Buffer.from('élan'), query_text: 'q=1', headers: { 'x-who': 'me' } }),
    )
    assert.equal(answer.status, 202)
    assert.deepEqual(answer.headers, { 'content-type': 'application/json', 'X-A': 'b' })
    assert.deepEqual(JSON.parse(answer.body.toString()), { text: 'élan', q: '1', h: 'me' })
    assert.match(answer.logs, /seen POST/)
    const failed = await called(runner, { path: '/fail' })
    assert.deepEqual([failed.status, failed.text], [500, 'boom'])
  })

  test('may return a text, nothing, or a text with its status', async () => {
    const runner = await deployed({
      lang: 'python3-http',
      code: 'def handle(event, context):\n    return {"/a": "text", "/b": None, "/c": ("no", 404)}[event.path]\n',
    })
    assert.deepEqual(
      { ...(await called(runner, { path: '/a' })), logs: '' },
      { status: 200, type: html, text: 'text', logs: '' },
    )
    assert.equal((await called(runner, { path: '/b' })).text, '')
    assert.equal((await called(runner, { path: '/c' })).status, 404)
  })
})

describe('a function is kept from everything else', () => {
  test('it has a private copy of its folder that it may write, and the folder it came from stays as it was', async () => {
    const code = `const fs = require('node:fs')
module.exports = async () => { fs.writeFileSync(__dirname + '/made', 'x'); return String(fs.existsSync(__dirname + '/made')) }`
    const runner = await deployed({ code })
    assert.equal((await called(runner)).text, 'true')
    assert.ok(!existsSync(join(runner.spec.folder, 'made')))
    const readonly = await deployed({ code, readonly_root_filesystem: true })
    assert.equal((await called(readonly)).status, 500)
  })

  test('it does not see the files and the environment of the program, nor its processes', async t => {
    if (best === 'process') return t.skip(noSandbox)
    process.env.VIGIE_TEST_SECRET = 'seen'
    const secret = join(folder, 'secret')
    writeFileSync(secret, 'seen', { mode: 0o600 })
    const code = `const fs = require('node:fs')
module.exports = async () => {
  const tried = { env: process.env.VIGIE_TEST_SECRET ?? 'none' }
  try { tried.file = fs.readFileSync(${JSON.stringify(secret)}, 'utf8') } catch (error) { tried.file = error.code }
  try { process.kill(${process.pid}, 0); tried.kill = 'could' } catch (error) { tried.kill = error.code }
  try { await fetch('http://127.0.0.1:1'); tried.network = 'could' } catch (error) { tried.network = error.cause?.code }
  return tried
}`
    const runner = await deployed({ code })
    const tried = JSON.parse((await called(runner)).text)
    assert.equal(tried.env, 'none')
    assert.notEqual(tried.file, 'seen')
    assert.equal(tried.kill, 'ESRCH')
    assert.notEqual(tried.network, 'could')
  })

  test('it is ended when it takes too long, too much memory or too many processes, and the next call works', async t => {
    if (best === 'process') return t.skip(noSandbox)
    const code = `const { spawn } = require('node:child_process')
module.exports = async event => {
  if (event.path === '/loop') for (;;) {}
  if (event.path === '/memory') { const all = []; for (;;) all.push(Buffer.alloc(5e6, 1)) }
  if (event.path === '/fork') { for (let i = 0; i < 200; i++) spawn('sleep', ['60']); return new Promise(() => {}) }
  return 'fine'
}`
    const runner = await deployed({ code, environment: { exec_timeout: '1s' }, limits: { memory: '200M' } })
    const fault = (path: string) =>
      runner.call(request({ path })).then(
        () => 'answered',
        (failure: unknown) => (failure instanceof CallFailure ? failure.fault : failure),
      )
    assert.equal(await fault('/loop'), 'timeout')
    assert.equal((await called(runner)).text, 'fine')
    assert.ok(['memory', 'ended', 'timeout'].includes(String(await fault('/memory'))))
    assert.equal((await called(runner)).text, 'fine')
    assert.ok(['processes', 'timeout'].includes(String(await fault('/fork'))))
    assert.equal((await called(runner)).text, 'fine')
  })

  test('what it writes is kept up to a limit', async () => {
    const runner = await deployed({ code: "module.exports = async () => { console.log('x'.repeat(1e6)); return '' }" })
    const { logs } = await called(runner)
    assert.ok(logs.length < 300_000, `${logs.length}`)
    assert.ok(logs.endsWith('were not kept'), logs.slice(-100))
  })

  test('at the level of a process Node keeps it from files', async () => {
    const code = `module.exports = async () => { try { return require('node:fs').readFileSync('/etc/passwd', 'utf8') } catch (error) { return error.code } }`
    const runner = await deployed({ code, level: 'process' })
    assert.equal((await called(runner)).text, 'ERR_ACCESS_DENIED')
  })
})

test('durations as Go writes them, and memory as Kubernetes does', () => {
  assert.deepEqual(['10s', '1m30s', '250ms', '5', '1.5h', '', 'soon', '5x'].map(goDuration), [
    ...[10_000, 90_000, 250, 5_000, 5_400_000],
    ...[undefined, undefined, undefined],
  ])
  assert.deepEqual(['128Mi', '200M', '1Gi', '5', 'much'].map(bytesOf), [2 ** 27, 2e8, 2 ** 30, 5, undefined])
})

const readers = {
  handler: `const { readFileSync, promises } = require('node:fs')
module.exports = async () => readFileSync('/var/openfaas/secrets/one', 'utf8') + (await promises.readFile('/var/openfaas/secrets/two'))`,
  python: `import pathlib
def handle(event, context):
    with open("/var/openfaas/secrets/one") as file:
        return file.read() + pathlib.Path("/var/openfaas/secrets/two").read_text()
`,
}

for (const level of ['container', 'process'] as const) {
  test(`a function reads its secrets where OpenFaaS puts them, at the level ${level}, and they lie on no disk`, async t => {
    if (level === 'container' && best === 'process') return t.skip(noSandbox)
    const secrets = { one: 'première\n', two: 'second' }
    for (const more of [
      { code: readers.handler },
      { code: readers.python, lang: 'python3-http' },
      {
        code: "import { readFileSync } from 'node:fs'\nexport default async () => readFileSync('/var/openfaas/secrets/one', 'utf8') + 'second'",
        file: 'handler.mjs',
      },
    ]) {
      const runner = await deployed({ ...more, level, secrets })
      assert.equal((await called(runner)).text, 'première\nsecond')
    }
  })
}

test('nothing of how its secrets came in is left open, and it sees no folder of others', async t => {
  if (best === 'process') return t.skip(noSandbox)
  const code = `const fs = require('node:fs')
module.exports = async () => ({
  open: fs.readdirSync('/proc/self/fd').map(name => { try { return fs.readlinkSync('/proc/self/fd/' + name) } catch { return '' } }).filter(target => target.startsWith('socket:')).length,
  secrets: fs.readdirSync('/var/openfaas/secrets'),
  copies: fs.readdirSync(__dirname + '/..'),
  writes: (() => { try { fs.writeFileSync('/var/openfaas/secrets/mine', 'x'); return 'could' } catch (error) { return error.code } })(),
})`
  const plain = JSON.parse((await called(await deployed({ code }))).text)
  const told = JSON.parse((await called(await deployed({ code, secrets: { mine: 'secret of mine' } }))).text)
  assert.deepEqual(told.secrets, ['mine'])
  assert.equal(told.open, plain.open)
  assert.equal(told.copies.length, 1)
  assert.notEqual(told.writes, 'could')
})

test('a function that is replaced answers what is under way, and is gone', async () => {
  const runner = await deployed({
    code: "module.exports = async () => { await new Promise(r => setTimeout(r, 200)); return 'late' }",
  })
  const late = called(runner)
  const retired = runner.retire()
  await assert.rejects(runner.call(request()), CallFailure)
  assert.equal((await late).text, 'late')
  await retired
  assert.equal(runner.pid, undefined)
})
