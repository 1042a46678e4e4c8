import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { startLocalServer } from '../../../kit/testing/local-server.ts'
import { findProgram } from '../../../kit/testing/programs.ts'
import { until } from '../../../kit/testing/until.ts'
import { FunctionRunner } from '../runners/runner.ts'
import { levelHere, programFinder } from '../runners/sandbox.ts'
import type { FunctionSpec } from '../stack/stack.ts'
import { Installer } from './installer.ts'
import { wantedPackages } from './wanted-packages.ts'

const path = `/usr/bin:${process.env.PATH ?? ''}`
const find = programFinder(path)
await findProgram('bwrap', { packages: ['bubblewrap'] })
const level = await levelHere()

type Files = Readonly<Record<string, string>>

function writeAll(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** A function with what is installed for it. */
function installing(t: TestContext, lang: string, files: Files, variables: Files) {
  const folder = mkdtempSync(join(tmpdir(), 'install-'))
  const clock = systemClock()
  const packages = join(folder, 'packages')
  mkdirSync(packages)
  writeAll(join(folder, 'source'), files)
  const spec: FunctionSpec = {
    name: 'f',
    lang,
    folder: join(folder, 'source'),
    image: undefined,
    fprocess: undefined,
    environment: {},
    secrets: [],
    labels: {},
    annotations: {},
    limits: {},
    requests: {},
    readonly_root_filesystem: false,
    file: 'stack.yml',
    line: 1,
  }
  let changes = 0
  const changed = () => {
    changes++
  }
  const installer = new Installer({ folder: packages, clock, find, variables: { PATH: path, ...variables }, changed })
  const runners: FunctionRunner[] = []
  t.after(async () => {
    for (const runner of runners) await runner.close()
    installer.stop()
    clock.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const settled = async () => {
    const first = installer.stateOf(spec)
    if (first.state === 'installing') await until('the packages are installed', () => changes > 0)
    return installer.stateOf(spec)
  }
  const answer = async (dependencies: string | undefined) => {
    const copy = join(folder, 'copy')
    const runner = new FunctionRunner(spec, {
      copy,
      dependencies,
      secrets: {},
      level,
      clock,
      find,
      node: process.execPath,
    })
    runners.push(runner)
    await runner.deploy()
    const { body } = await runner.call({
      method: 'POST',
      path: '/',
      query: {},
      query_text: '',
      headers: {},
      body: Buffer.alloc(0),
    })
    return body.toString()
  }
  return { folder, settled, answer }
}

/** A wheel that says hello, and a source whose installation would leave a file behind. */
function pythonPackages(t: TestContext): { readonly folder: string; readonly mark: string } {
  const folder = mkdtempSync(join(tmpdir(), 'wheels-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const mark = join(folder, 'ran')
  const info = 'greeting-1.0.dist-info'
  writeAll(join(folder, 'wheel'), {
    'greeting.py': 'hello = "hello from a wheel"\n',
    'greeting.pth': `import builtins; builtins.open(${JSON.stringify(mark)}, "w").close()\n`,
    [`${info}/METADATA`]: 'Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n',
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: `greeting.py,,\ngreeting.pth,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  })
  const zip = [join(folder, 'greeting-1.0-py3-none-any.whl'), 'greeting.py', 'greeting.pth', info]
  execFileSync('python3', ['-m', 'zipfile', '-c', ...zip], { cwd: join(folder, 'wheel') })
  writeAll(join(folder, 'source'), {
    'stranger-1.0/setup.py': `open(${JSON.stringify(mark)}, "w").close()\nfrom setuptools import setup\nsetup(name="stranger")\n`,
    'stranger-1.0/PKG-INFO': 'Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n',
  })
  const tar = ['-czf', join(folder, 'stranger-1.0.tar.gz'), 'stranger-1.0']
  execFileSync('tar', tar, { cwd: join(folder, 'source') })
  return { folder, mark }
}

const greeting = 'import greeting\n\ndef handle(event, context):\n    return greeting.hello\n'

test('what requirements.txt names is installed for the function, once for all that name the same', async t => {
  const { folder, mark } = pythonPackages(t)
  const files = { 'handler.py': greeting, 'requirements.txt': '# hello\ngreeting>=1.0 # of ours\n' }
  const { settled, answer } = installing(t, 'python3-http', files, { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder })
  const installed = await settled()
  assert.equal(installed.state, 'ready', JSON.stringify(installed))
  // It would as soon as the Python of the environment starts.
  assert.ok(!existsSync(mark))
  assert.equal(await answer(installed.state === 'ready' ? installed.folder : ''), 'hello from a wheel')
})

test('where no index is reached the packages of the system count, and what is missing is named', async t => {
  const unreachable = { PIP_INDEX_URL: 'http://127.0.0.1:1/simple' }
  const files = { 'handler.py': greeting, 'requirements.txt': 'greeting==1.0\n' }
  const missing = await installing(t, 'python3-http', files, unreachable).settled()
  assert.equal(
    missing.state === 'missing' && inEnglish(missing.reason),
    'packages that could not be installed: greeting',
  )
  const package_json = JSON.stringify({ dependencies: { 'no-such-package': '^1.0.0' } })
  const node = { 'handler.js': '', 'package.json': package_json }
  const none = await installing(t, 'node22', node, { npm_config_registry: 'http://127.0.0.1:1/' }).settled()
  assert.equal(
    none.state === 'missing' && inEnglish(none.reason),
    'packages that could not be installed: no-such-package',
  )
})

test('no code of a package runs while it is installed', async t => {
  const { folder, mark } = pythonPackages(t)
  const files = { 'handler.py': '', 'requirements.txt': 'stranger\n' }
  const { settled } = installing(t, 'python3-http', files, { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder })
  const refused = await settled()
  assert.equal(
    refused.state === 'missing' && inEnglish(refused.reason),
    'packages that could not be installed: stranger',
  )
  assert.ok(!existsSync(mark))
})

test('what package.json names is installed from the registry, and its scripts are left out', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const mark = join(folder, 'ran')
  const described = { name: 'greeting', version: '1.0.0', scripts: { postinstall: `touch ${mark}` } }
  writeAll(folder, {
    'package/package.json': JSON.stringify(described),
    'package/index.js': "module.exports = 'hello'",
  })
  const tarball = execFileSync('tar', ['-cz', 'package'], { cwd: folder })
  const server = await startLocalServer(({ path: asked }) => {
    if (asked.endsWith('.tgz')) return { body: tarball, headers: { 'content-type': 'application/octet-stream' } }
    const dist = { tarball: `${server.url}/greeting/-/greeting-1.0.0.tgz` }
    const told = { name: 'greeting', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { ...described, dist } } }
    return { body: JSON.stringify(told), headers: { 'content-type': 'application/json' } }
  })
  t.after(() => server.stop())
  const files = {
    'handler.js': "const hello = require('greeting')\nmodule.exports = async () => hello",
    'package.json': JSON.stringify({ dependencies: { greeting: '^1.0.0' }, scripts: { preinstall: `touch ${mark}` } }),
  }
  const { settled, answer } = installing(t, 'node22', files, { npm_config_registry: `${server.url}/` })
  const installed = await settled()
  assert.equal(installed.state, 'ready', JSON.stringify(installed))
  assert.equal(await answer(installed.state === 'ready' ? installed.folder : ''), 'hello')
  assert.ok(!existsSync(mark))
})

test('only names with versions are wanted: an address, a folder, a switch of the installer is refused by name', t => {
  const folder = mkdtempSync(join(tmpdir(), 'wanted-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const refused = [
    ...[
      '-e .',
      '--index-url http://evil.test',
      'git+https://evil.test/x',
      'x @ https://evil.test/x.whl',
      '-r other.txt',
    ],
    ...['./local', 'http://evil.test/x.tar.gz'],
  ]
  const plain = ['requests[socks]>=2,<3 ; python_version > "3.9"', 'pandas', 'numpy == 1.26.*', 'a-b.c~=1.0']
  writeFileSync(join(folder, 'requirements.txt'), [...refused, ...plain].join('\n'))
  const python = wantedPackages({ folder, lang: 'python3-http' })
  assert.deepEqual([python?.refused, python?.names], [refused, ['requests', 'pandas', 'numpy', 'a-b.c']])
  const foreign = {
    a: 'git+ssh://evil.test/x',
    b: 'file:../x',
    c: 'user/repository',
    d: 'https://evil.test/x.tgz',
    e: 'npm:x@1',
  }
  const dependencies = { ...foreign, fine: '^1.2.3 || >=2', other: 'latest', '@scope/name': '1.x' }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }))
  const node = wantedPackages({ folder, lang: 'node22' })
  assert.deepEqual(
    [node?.refused, node?.names],
    [
      ['a', 'b', 'c', 'd', 'e'],
      ['fine', 'other', '@scope/name'],
    ],
  )
  writeFileSync(join(folder, 'package-lock.json'), '{"packages":{"x":{"resolved": "git+ssh://evil.test/x"}}}')
  assert.match(wantedPackages({ folder, lang: 'node22' })?.refused.at(-1) ?? '', /git\+ssh/)
})
