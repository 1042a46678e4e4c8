import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { documents } from './docs/reference/generate.ts'
import { services } from './main.ts'

const root = import.meta.dirname

type Source = { readonly file: string; readonly text: string; readonly imports: readonly string[] }

const sources: readonly Source[] = globSync('{*.ts,kit/**/*.ts,contracts/**/*.ts,services/**/*.ts,web/**/*.{ts,tsx}}', {
  cwd: root,
}).map(file => {
  const text = readFileSync(join(root, file), 'utf8')
  const specifiers = [...text.matchAll(/(?<![\w.-])(?:from|import)\s*\(?\s*'([^'\s]+)'/g)].map(match => match[1] ?? '')
  const imports = specifiers.map(to => (to.startsWith('.') ? normalize(join(dirname(file), to)) : to))
  return { file, text, imports }
})

const product = sources.filter(({ file }) => !file.endsWith('.test.ts') && !file.includes('/testing/'))
const within = (folder: string) => product.filter(({ file }) => file.startsWith(`${folder}/`))
const serviceOf = (path: string): string | undefined => /^services\/([^/]+)\//.exec(path)?.[1]

/** Without those that are loaded when they are needed. */
const staticImports = (file: string, text: string): string[] =>
  [...text.matchAll(/\bfrom '(\.[^']+)'/g)].map(match => normalize(join(dirname(file), match[1] ?? '')))

function nobody(offences: readonly string[]): void {
  assert.deepEqual(offences, [])
}

const bad = (from: readonly Source[], forbidden: (to: string, source: Source) => boolean): string[] =>
  from.flatMap(source => source.imports.filter(to => forbidden(to, source)).map(to => `${source.file} imports ${to}`))

test('the kit knows nobody', () => {
  nobody(bad(within('kit'), to => to.startsWith('contracts/') || to.startsWith('services/') || to === 'main.ts'))
})

test('contracts know only the pure files of the kit that define events, operations, refusals and messages, and the schema library', () => {
  const pure = [
    'kit/service/event.ts',
    'kit/service/operation.ts',
    'kit/service/errors.ts',
    'kit/service/refusals.ts',
    'typebox',
  ]
  const isPure = (to: string) => pure.includes(to) || to.startsWith('kit/messages/')
  nobody(bad(within('contracts'), to => !isPure(to) && !to.startsWith('contracts/')))
})

test('a service knows the kit, the contracts and itself, never another service; what two do together is told in e2e/stories', () => {
  const inServices = sources.filter(({ file }) => file.startsWith('services/'))
  nobody(bad(inServices, (to, { file }) => serviceOf(to) !== undefined && serviceOf(to) !== serviceOf(file)))
})

test('the console knows the contracts, and the server only through them', () => {
  const ours = /^(kit|services|bin|bench|e2e)\//
  nobody(
    bad(within('web'), (to, { file }) => ours.test(to) || (to.startsWith('node:') && !file.startsWith('web/build/'))),
  )
  nobody(
    bad(
      product.filter(({ file }) => !file.startsWith('web/')),
      to => to.startsWith('web/'),
    ),
  )
})

/** Imports of types count: two files that need each other's types cannot be read one after the other. */
test('no files of the console know each other in a circle, and none gives up a type by `as never`', () => {
  const console = within('web')
  const imports = new Map(console.map(({ file, text }) => [file, staticImports(file, text)]))
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (imports.get(from) ?? []).some(next => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })
  nobody(console.map(({ file }) => file).filter(file => reaches(file, file)))
  nobody(console.filter(({ text }) => /\bas never\b/.test(text)).map(({ file }) => file))
})

test('only main.ts knows services', () => {
  const others = product.filter(({ file }) => file !== 'main.ts' && !file.startsWith('services/'))
  nobody(bad(others, to => to.startsWith('services/')))
})

test('main.ts stays a table of contents', () => {
  assert.ok(readFileSync(join(root, 'main.ts'), 'utf8').split('\n').length <= 60)
})

test('only stores and migrations speak SQL', () => {
  const allowed = (file: string) => /-store\.ts$|-journal\.ts$|\/migrations\/|^kit\//.test(file)
  nobody(bad(within('services'), (to, { file }) => (to === 'kysely' || to.startsWith('kysely/')) && !allowed(file)))
})

test('only the kit knows the HTTP library and the databases', () => {
  const theirs = ['fastify', 'better-sqlite3', 'pg', 'prom-client']
  nobody(bad(within('services'), to => theirs.includes(to)))
})

test('rules are pure: a noun imports no store and does no I/O', () => {
  const folders = [...new Set(within('services').map(({ file }) => serviceOf(file) ?? ''))]
  for (const folder of folders) {
    const nouns = within('services').filter(({ file }) => existsSync(join(root, file.replace(/\.ts$/, '-store.ts'))))
    nobody(
      bad(
        nouns.filter(({ file }) => serviceOf(file) === folder),
        to => to.endsWith('-store.ts') || /^node:(fs|net|http|https|dns|tls|child_process)/.test(to),
      ),
    )
  }
})

test('time comes only from the clock', () => {
  // How long a turn of the event loop lasts is of this process, whatever time it is for whom it serves.
  const ownTime = ['kit/runtime/clock.ts', 'kit/runtime/loop-turns.ts', 'web/data/clock.ts']
  const readers = product.filter(({ file }) => !ownTime.includes(file))
  nobody(
    readers.filter(({ text }) => /\bDate\.now\(|new Date\(\)|performance\.now\(/.test(text)).map(({ file }) => file),
  )
})

test('chance comes only from the system: nobody uses Math.random', () => {
  nobody(product.filter(({ text }) => text.includes('Math.random')).map(({ file }) => file))
})

test('no row is made of a whole body: a use case names the fields that it takes', () => {
  const whole = [
    /\.\.\.(\w+\.)?(body|params)\b/,
    /\.\.\.\w+,?\s*\}\s*=\s*(\w+\.)?body\b/,
    /\bbody:\s*\{[^}]*\.\.\.\w+\s*\}[^()]*\)\s*(=>|:)/,
  ]
  // The settings of a kind of check are as many as its schema names, which is closed and asked first.
  const asked = ['services/monitor/definitions/read-definition.ts']
  const found = within('services').filter(
    ({ file, text }) => !asked.includes(file) && whole.some(one => one.test(text)),
  )
  nobody(found.map(({ file }) => file))
})

test('what is behind a row is asked for by one comparison of rows, which an index answers, not by an "or", which is sorted', () => {
  const either = /\.or\(\[\s*\w+\('([\w.]+)', '[<>]=?',[^[\]]*?,\s*\w+\.and\(\[\s*\w+\('\1', '=',/
  nobody(product.filter(({ text }) => either.test(text)).map(({ file }) => file))
})

test('no literal is spread to save lines: fields are named where they are', () => {
  const spread = /\.\.\.\{\s*['"\w]/
  nobody(product.filter(({ text }) => spread.test(text)).map(({ file }) => file))
})

test('a folder has at most twenty files, apart from the kinds of a list', () => {
  const listed = new Set(product.filter(({ file }) => basename(file) === 'index.ts').map(({ file }) => dirname(file)))
  // Catalogues: a file for each part of what is said.
  const catalogues = ['contracts/messages', 'web/messages']
  const folders = product.map(({ file }) => dirname(file)).filter(folder => !listed.has(folder))
  const counts = Object.entries(Object.groupBy(folders, folder => folder)).filter(
    ([, files]) => (files?.length ?? 0) > 20,
  )
  nobody(counts.map(([folder]) => folder).filter(folder => !catalogues.includes(folder)))
})

test('no types are given up, in tests neither', () => {
  const others = sources.filter(({ file }) => file !== 'architecture.test.ts')
  nobody(others.filter(({ text }) => /:\s*any\b|as any\b|as unknown as/.test(text)).map(({ file }) => file))
  nobody(product.filter(({ text }) => /\bas never\b[,);\n]/.test(text)).map(({ file }) => file))
})

test('nothing is named utils, common, shared, helpers, controllers, repositories or interfaces', () => {
  const names = /^(utils?|common|shared|helpers?|controllers?|repositor(y|ies)|interfaces?)(\.ts)?$/
  nobody(product.flatMap(({ file }) => file.split('/').filter(part => names.test(part))))
})

test('no file is an index unless it is the explicit list of kinds', () => {
  const lists = /^services\/[^/]+\/(probes|channels|adapters)\/index\.ts$/
  nobody(product.filter(({ file }) => basename(file) === 'index.ts' && !lists.test(file)).map(({ file }) => file))
})

test('every service has a one-screen README', () => {
  for (const folder of readdirSync(join(root, 'services'))) {
    const readme = join(root, 'services', folder, 'README.md')
    assert.ok(existsSync(readme), `services/${folder}/README.md is missing`)
    assert.ok(
      readFileSync(readme, 'utf8').split('\n').length <= 60,
      `services/${folder}/README.md is longer than a screen`,
    )
  }
})

test('every decision is numbered once, at most forty lines long, and listed by subject under its own title', () => {
  const files = globSync('docs/decisions/[0-9]*.md', { cwd: root })
  const listed = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8').matchAll(
    /^- (\d{4}) \[([^\]]+)\]\(([^)]+)\)$/gm,
  )
  const titles = new Map(
    [...listed].map(([, number, title, file = '']) => [`docs/decisions/${file}`, `# ${number}. ${title}`]),
  )
  assert.deepEqual([...titles.keys()].toSorted(), files.toSorted())
  assert.equal(new Set([...titles.values()].map(title => title.slice(0, 6))).size, files.length)
  for (const file of files) {
    const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n')
    assert.equal(lines[0], titles.get(file), file)
    assert.ok(lines.length <= 40, `${file} has ${lines.length} lines`)
  }
})

test('every refusal has a stable code of the form service.what', () => {
  const raised = /\b(?:notFound|conflict|invalid|unauthenticated|forbidden|limited|unavailable)\(\s*'([^']+)'/g
  const codes = product.flatMap(({ text }) => [...text.matchAll(raised)].map(match => match[1] ?? ''))
  nobody(codes.filter(code => !/^[a-z-]+\.[a-z0-9-]+(:[a-z-]+)?$/.test(code)))
})

test('the reference pages are current: node docs/reference/generate.ts writes them', () => {
  for (const [file, content] of documents(services)) {
    assert.equal(existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '', content, file)
  }
})

test('the repository speaks of the product alone', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)
  const leaked = tracked.filter(
    file =>
      !/package-lock|\.png$/.test(file) &&
      existsSync(join(root, file)) &&
      /\/work\/(main|shared)|acceptance line/i.test(readFileSync(join(root, file), 'utf8')),
  )
  nobody(leaked.filter(file => file !== 'architecture.test.ts'))
})
