// Runs every test, or those below the files and folders that are named: `npm test -- services/monitor`.
// Plain JavaScript, because the Node that starts it may be too old to run TypeScript.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processesOf } from './test-processes.js'

const self = fileURLToPath(import.meta.url)
const root = join(dirname(self), '..')
/** Rules first, then from the ground up, so that the first failure read is the one that explains the others. */
const order = ['architecture.test.ts', 'kit', 'contracts', 'services', 'web', 'bin', 'deploy', 'bench', 'e2e/stories']
const testTimeoutMs = 300_000
// Each process reads much of the program: what one of them compiled, the others need not.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'tests')

if (Number(process.versions.node.split('.')[0]) < 24) {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  if (!existsSync(pinned)) {
    process.stderr.write(`The tests run on Node 24 or newer; this is ${process.version}. "npm test" installs it.\n`)
    process.exit(1)
  }
  const child = spawnSync(pinned, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exit(child.status ?? 1)
}

const { run } = await import('node:test')
const { spec } = await import('node:test/reporters')
const { pipeline } = await import('node:stream/promises')

const named = process.argv.slice(2).map(path => resolve(path))
const missing = named.filter(path => !existsSync(path))
const files = named.length > 0 ? named.filter(existsSync).flatMap(testsBelow) : allTests()
if (missing.length > 0 || files.length === 0) {
  process.stderr.write(missing.length > 0 ? `no such file or folder: ${missing.join(', ')}\n` : 'no test file there\n')
  process.exit(1)
}

const skipped = []
let failed = 0
// Whoever reads through `head` closes the pipe early.
process.stdout.on('error', () => process.exit(1))
// Measurements come last and alone: what runs beside them would be in their answers.
const isMeasurement = file => file.startsWith(join(root, 'bench'))
const [browser, database] = await Promise.all([sharedBrowser(), sharedDatabase()])
for (const part of [files.filter(file => !isMeasurement(file)), files.filter(isMeasurement)]) {
  if (part.length > 0) await runPart(part)
}

await Promise.all([browser?.close(), database?.remove()])

/** Where nobody opens a page none is started. */
async function sharedBrowser() {
  if (!isSaid(/\b(withChromium|startChromium|openTabs|tabs\.ts)\b/)) return null
  const { shareChromium } = await import('../kit/testing/chromium.ts')
  return shareChromium()
}

async function sharedDatabase() {
  if (!isSaid(/\b(onBothEngines|withPostgres)\b/)) return null
  const { sharePostgres } = await import('../kit/testing/postgres.ts')
  return sharePostgres()
}

function isSaid(words) {
  return files.some(file => words.test(readFileSync(file, 'utf8')))
}

async function runPart(part) {
  // One more than there are processors: much of a test is waiting for another program.
  const concurrency = Math.max(2, availableParallelism() + 1)
  const execArgv = ['--import', join(root, 'bin', 'test-limit.js')]
  const events = run({ files: processesOf(part), concurrency, timeout: testTimeoutMs, cwd: root, execArgv })
  events.on('test:fail', () => {
    failed += 1
  })
  events.on('test:pass', test => {
    if (typeof test.skip === 'string') skipped.push({ name: test.name, file: test.file, reason: test.skip })
  })
  events.on('test:summary', summary => {
    if (summary.file === undefined && !summary.success) failed += 1
  })
  await pipeline(events.compose(withSkips).compose(new spec()), process.stdout, { end: false })
}

process.on('exit', code => {
  if (code === 0 && (failed > 0 || forbiddenSkips().length > 0)) process.exitCode = 1
})

/** The list of what was skipped and why goes before the closing counts, which stay the last lines. */
async function* withSkips(source) {
  let told = false
  for await (const event of source) {
    if (
      !told &&
      event.type === 'test:diagnostic' &&
      event.data.nesting === 0 &&
      event.data.message.startsWith('tests ')
    ) {
      told = true
      for (const line of skipLines()) {
        yield { type: 'test:diagnostic', data: { nesting: 0, message: line, level: 'info', file: undefined } }
      }
    }
    yield event
  }
}

function skipLines() {
  const forbidden = forbiddenSkips()
  return skipped.map(skip => {
    const place = skip.file ? relative(root, skip.file) : ''
    return `${forbidden.includes(skip) ? 'NOT ALLOWED IN CI: ' : ''}skipped ${place} "${skip.name}": ${skip.reason}`
  })
}

/** A tool that is missing is a reason on a developer's machine; in CI it would hide a test for ever. */
function forbiddenSkips() {
  if (process.env.CI !== 'true') return []
  return skipped.filter(skip => skip.reason.startsWith('missing ') && !skip.reason.startsWith('missing ../shared'))
}

function allTests() {
  const all = testsBelow(root)
  const rank = file => {
    const place = order.findIndex(start => relative(root, file).startsWith(start))
    return place === -1 ? order.length : place
  }
  return all.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}

function testsBelow(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter(entry => entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap(entry => {
      const below = join(path, entry.name)
      if (entry.isDirectory()) return testsBelow(below)
      return entry.name.endsWith('.test.ts') ? [below] : []
    })
}
