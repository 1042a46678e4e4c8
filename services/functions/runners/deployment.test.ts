import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { GetFunction } from '../../../contracts/functions/functions.ts'
import { GetRun, ListRuns } from '../../../contracts/functions/runs.ts'
import { healthOperations } from '../../../kit/health/health-operations.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { startLocalServer } from '../../../kit/testing/local-server.ts'
import { functions } from '../service.ts'
import { stackFolder } from '../testing/stack-folder.ts'

const answering = (text: string) => `module.exports = async () => '${text} ' + process.pid`
const describing = (more = '') => `provider:
  name: openfaas
functions:
  one:
    lang: node22
    handler: ./one
  two:
    lang: node22
    handler: ./two
${more}`

const headers = { authorization: `Bearer ${testKey}` }

async function hosted(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
) {
  const folder = stackFolder(t, files)
  const section = { stack: join(folder, 'stack.yml'), allow_unsandboxed: true, ...more }
  const host = await testHost(t, { services: [functions], config: { functions: section } })
  const called = async (name: string) => {
    const answer = await host.host.app.inject({ method: 'POST', url: `/function/${name}`, headers })
    return { status: answer.statusCode, text: answer.body }
  }
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  return { ...host, folder, section, called, write }
}

const twoFunctions = {
  'stack.yml': describing(),
  'one/handler.js': answering('first'),
  'two/handler.js': answering('second'),
}

test('a file that is saved begins its function anew, what is under way is answered, and the others go on', async t => {
  const slow = "module.exports = async () => { await new Promise(r => setTimeout(r, 2500)); return 'slowly' }"
  const host = await hosted(t, { ...twoFunctions, 'one/handler.js': slow })
  const underWay = host.called('one')
  const before = await host.called('two')
  host.write('one/handler.js', answering('changed'))
  await host.until('the change is in force', async () => (await host.called('one')).text.startsWith('changed'))
  assert.deepEqual(await underWay, { status: 200, text: 'slowly' })
  assert.deepEqual(await host.called('two'), before)
})

test('a configuration that is saved leaves running what it does not change', async t => {
  const host = await hosted(t, twoFunctions)
  const before = await host.called('one')
  assert.deepEqual(await host.reload({ functions: host.section }), [])
  assert.deepEqual(await host.called('one'), before)
})

test('a stack that is broken is told, and what ran before goes on', async t => {
  const host = await hosted(t, twoFunctions)
  const before = await host.called('one')
  const codes = async () =>
    (await host.call(healthOperations.system)).services.flatMap(({ causes }) => causes.map(({ code }) => code))
  host.write('stack.yml', `${describing()}\n  three: [`)
  await host.until('the mistake is told', async () => (await codes()).includes('functions.stack-not-sound'))
  assert.deepEqual(await host.called('one'), before)
  host.write('stack.yml', describing('  three:\n    lang: node22\n    handler: ./one\n'))
  await host.until('the mended stack is in force', async () => (await host.called('three')).status === 200)
  assert.deepEqual(await codes(), [])
  assert.deepEqual(await host.called('one'), before)
  // Half of a checkout.
  rmSync(join(host.folder, 'two', 'handler.js'))
  await host.until('the gap is told', async () => (await codes()).includes('functions.stack-not-sound'))
  assert.equal((await host.called('two')).status, 200)
})

test('a function without one of its secrets is not ready and says which; with it it is, and keeps it to itself', async t => {
  const needing = describing().replace('./two', './two\n    secrets: [pass-word, of-file]')
  const reading = `const { readFileSync } = require('node:fs')
module.exports = async () => { const all = ['pass-word', 'of-file'].map(name => readFileSync('/var/openfaas/secrets/' + name, 'utf8')).join(); console.log(all); return all }`
  const host = await hosted(t, { ...twoFunctions, 'stack.yml': needing, 'two/handler.js': reading })
  const { ready, reason } = await host.call(GetFunction, { params: { name: 'two' } })
  assert.deepEqual([ready, reason], [false, 'secrets that nobody has set: pass-word, of-file'])
  host.write('secret.txt', 'aus-der-datei\n')
  const secrets = { 'pass-word': 'sehr-geheim', 'of-file_file': join(host.folder, 'secret.txt') }
  await host.reload({ functions: { ...host.section, secrets } })
  assert.deepEqual(await host.called('two'), { status: 200, text: 'sehr-geheim,aus-der-datei' })
  host.write('secret.txt', 'erneuert-worden\n')
  const renewed = async () => (await host.called('two')).text === 'sehr-geheim,erneuert-worden'
  await host.until('the renewed secret is in force', renewed)
  const { items } = await host.call(ListRuns)
  const run = await host.call(GetRun, { params: { id: items[0]?.id ?? '' } })
  assert.doesNotMatch(JSON.stringify(run), /sehr-geheim|aus-der-datei|erneuert-worden/)
  const put = { method: 'PUT', url: '/system/secrets', headers, payload: { name: 'pass-word', value: 'x' } } as const
  const refused = await host.host.app.inject(put)
  assert.equal(refused.json().code, 'functions.secret-of-file')
})

test('a folder that is made later is found', async t => {
  const host = await hosted(t, { 'stack.yml': describing(), 'one/handler.js': answering('first') })
  assert.equal((await host.called('two')).status, 503)
  mkdirSync(join(host.folder, 'two'))
  host.write('two/handler.js', answering('late'))
  await host.until('the folder is found', async () => (await host.called('two')).text.startsWith('late'))
})

test('a function whose packages are being installed says so, and is there when they are', async t => {
  const folder = stackFolder(t, {
    'package/package.json': '{"name":"greeting","version":"1.0.0"}',
    'package/index.js': "module.exports = 'hello'",
  })
  const tarball = execFileSync('tar', ['-cz', 'package'], { cwd: folder })
  const server = await startLocalServer(({ path }) => {
    if (path.endsWith('.tgz')) return { body: tarball }
    const dist = { tarball: `${server.url}/greeting.tgz` }
    const versions = { '1.0.0': { name: 'greeting', version: '1.0.0', dist } }
    return { body: JSON.stringify({ name: 'greeting', 'dist-tags': { latest: '1.0.0' }, versions }) }
  })
  t.after(() => server.stop())
  process.env.npm_config_registry = `${server.url}/`
  t.after(() => delete process.env.npm_config_registry)
  const host = await hosted(t, {
    ...twoFunctions,
    'two/handler.js': "const hello = require('greeting')\nmodule.exports = async () => hello",
    'two/package.json': '{"dependencies":{"greeting":"^1.0.0"}}',
  })
  assert.equal((await host.called('one')).status, 200)
  await host.until('the packages are there', async () => {
    const { ready, reason } = await host.call(GetFunction, { params: { name: 'two' } })
    assert.ok(ready || reason === 'the packages that it needs are being installed', reason ?? '')
    return ready
  })
  assert.deepEqual(await host.called('two'), { status: 200, text: 'hello' })
})
