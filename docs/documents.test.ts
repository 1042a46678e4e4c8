import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const documents = globSync('{*.md,{bench,docs,services}/**/*.md}', { cwd: root })
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const readmes = ['README.md', 'README.fr.md']

function vigie(args: readonly string[], cwd: string) {
  const run = spawnSync(process.execPath, [join(root, 'main.ts'), ...args], { cwd, encoding: 'utf8' })
  return { status: run.status, text: `${run.stdout}${run.stderr}` }
}

test('every link between documents leads somewhere', () => {
  const broken = documents.flatMap(file =>
    [...read(file).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter(target => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(file), target)))
      .map(target => `${file}: ${target}`),
  )
  assert.deepEqual(broken, [])
})

test('the configurations that the README files show are sound', () => {
  for (const file of readmes) {
    const folder = mkdtempSync(join(tmpdir(), 'vigie-readme-'))
    try {
      const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(read(file)) ?? []
      assert.ok(yaml.split('\n').length <= 13, `${file} shows more than 12 lines`)
      writeFileSync(join(folder, 'vigie.yaml'), yaml)
      const { status, text } = vigie(['validate'], folder)
      assert.equal(status, 0, text)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
})

test('every command that the README files name exists', () => {
  const named = readmes.flatMap(file =>
    [...read(file).matchAll(/`npx vigie ([a-z]+)/g)].map(([, command = '']) => command),
  )
  const { text } = vigie(['--help'], root)
  const missing = [...new Set(named)].filter(command => !new RegExp(`^  ${command}\\b`, 'm').test(text))
  assert.deepEqual(missing, [])
})

test('both README files tell the same story', () => {
  const outline = (file: string) =>
    read(file)
      .split('\n')
      .filter(line => /^(#|- \*\*|\|)/.test(line))
      .map(line => line.replace(/^(#+|- |\|).*/, '$1'))
  assert.deepEqual(outline('README.fr.md'), outline('README.md'))
})

test('the picture is small enough to be loaded by everybody', () => {
  assert.ok(statSync(join(root, 'docs/pictures/status-page.png')).size <= 150_000)
})

test('the way of a failed check names files that exist, each once', () => {
  const files = [...read('docs/how-it-works.md').matchAll(/^\d+\. \[[\w.-]+\]\(\.\.\/([^)]+)\)/gm)].map(
    ([, file = '']) => file,
  )
  assert.ok(files.length > 20)
  assert.deepEqual(
    files.filter(file => !existsSync(join(root, file))),
    [],
  )
  assert.equal(new Set(files).size, files.length)
})
