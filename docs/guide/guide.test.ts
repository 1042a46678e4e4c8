import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { loadConfig } from '../../kit/config/load.ts'
import { services } from '../../main.ts'
import { buildGuide } from '../../web/build/guide.ts'
import { allOperations } from '../reference/all-operations.ts'
import { guideLanguages, guidePages } from './pages.ts'

const here = import.meta.dirname
const folder = mkdtempSync(join(tmpdir(), 'vigie-guide-'))
after(() => rmSync(folder, { recursive: true }))

const sources = guideLanguages.flatMap(language => guidePages.map(name => `${language}/${name}.md`))
const read = (file: string) => readFileSync(join(here, file), 'utf8')
const blocks = (file: string, language: string) =>
  [...read(file).matchAll(/```(\w+)\n([\s\S]*?)```/g)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text)

test('every page is in the menu, and in both languages', () => {
  for (const language of guideLanguages) {
    const found = globSync('*.md', { cwd: join(here, language) }).map(file => basename(file, '.md'))
    assert.deepEqual(found.toSorted(), [...guidePages].toSorted(), language)
  }
})

test('both languages have the same outline: headings, tables and code', () => {
  const outline = (file: string) => read(file).match(/^(#+ |```\w*|\|-)/gm)
  for (const name of guidePages) assert.deepEqual(outline(`fr/${name}.md`), outline(`en/${name}.md`), name)
})

test('every YAML block is a sound configuration', () => {
  const file = join(folder, 'vigie.yaml')
  let tried = 0
  for (const source of sources) {
    for (const yaml of blocks(source, 'yaml')) {
      writeFileSync(file, yaml)
      const loaded = loadConfig({ file, directory: folder, environment: {}, services })
      assert.deepEqual(loaded.ok ? [] : loaded.problems, [], `${source}:\n${yaml}`)
      tried += 1
    }
  }
  assert.ok(tried > 40, `${tried} blocks`)
})

test('every path and method that a page names is an operation', async () => {
  const operations = await allOperations()
  const known = operations.map(({ method, path }) => ({
    method,
    path: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
  }))
  // Pages, not operations: they are mounted as files.
  const files = ['/console', '/docs', '/docs/fr']
  const wrong: string[] = []
  for (const source of sources) {
    const text = read(source)
    const named = [
      ...[...text.matchAll(/`(GET|POST|PUT|DELETE) (\/[^\s`]*)`/g)].map(([, method, path = '']) => ({ method, path })),
      ...[...text.matchAll(/`(\/[a-z.][^\s`]*)`/g)].map(([, path = '']) => ({ method: undefined, path })),
      ...blocks(source, 'sh')
        .flatMap(code => code.replaceAll('\\\n', ' ').split('\n'))
        .flatMap(line => {
          const [, path] = /https?:\/\/127\.0\.0\.1:3000(\/[^\s"']*)/.exec(line) ?? []
          return path ? [{ method: /-X (\w+)/.exec(line)?.[1] ?? 'GET', path }] : []
        }),
    ]
    assert.ok(source.endsWith('README.md') || named.length > 0 || !text.includes('/api/'), source)
    for (const { method, path } of named) {
      const plain = path.replace(/\?.*/, '')
      const isKnown = known.some(one => (!method || one.method === method) && one.path.test(plain))
      const isFolder = ['/fail', '/en/', '/fr/'].includes(plain) || files.includes(plain)
      if (!isKnown && !isFolder) wrong.push(`${source}: ${method ?? ''} ${path}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('every command and option that a page names exists', () => {
  const lines = sources.flatMap(source =>
    [...read(source).matchAll(/npx vigie ([a-z].*?)(?:`|$)/gm)].map(([, line = '']) => line),
  )
  const used = new Map<string, Set<string>>()
  for (const line of lines) {
    const [, command = ''] = /^((?:import|incidents|key|admin) [a-z-]+|[a-z]+)/.exec(line) ?? []
    const options = used.get(command) ?? new Set()
    for (const [option] of line.matchAll(/--[a-z-]+/g)) options.add(option)
    used.set(command, options)
  }
  assert.ok(used.size > 8, [...used.keys()].join())
  // One child asks for all of it, since a start of the program costs more than its help.
  const asked = JSON.stringify([...used.keys()].map(command => [...command.split(' '), '--help']))
  const script = `import { main } from './main.ts'; for (const argv of ${asked}) await main(argv)`
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(here, '../..'),
    encoding: 'utf8',
  })
  const helps = run.stdout.split(/^(?=Usage: vigie )/m)
  for (const [command, options] of used) {
    const help = helps.find(text => text.startsWith(`Usage: vigie ${command} `)) ?? ''
    assert.notEqual(help, '', `${command}: ${run.stderr}`)
    for (const option of options) assert.ok(help.includes(`  ${option}`), `${command} ${option}`)
  }
})

const built = join(folder, 'site')
buildGuide(built)
const pages = globSync('**/*.html', { cwd: built })
const pageAt = (path: string) => `${path.replace(/^\/docs\/?/, '') || 'index'}.html`
const html = (page: string) => readFileSync(join(built, page), 'utf8')

test('no link of the site is dead, nor to an anchor', () => {
  assert.ok(pages.length > 2 * guidePages.length)
  const dead = pages.flatMap(page =>
    [...html(page).matchAll(/href="([^"]*)"/g)]
      .map(([, href = '']) => href)
      .filter(href => {
        if (!/^(#|\/docs)/.test(href) || href.startsWith('/docs/assets/')) return false
        const [path = '', anchor] = decodeURI(href).split('#')
        const target = path === '' ? page : pageAt(path)
        if (!existsSync(join(built, target))) return true
        return anchor !== undefined && !html(target).includes(` id="${anchor}"`)
      })
      .map(href => `${page}: ${href}`),
  )
  assert.deepEqual(dead, [])
})

test('pages need no script and no style of their own, as their policy allows none', () => {
  for (const page of pages) assert.doesNotMatch(html(page), /<script|<style| style=| on[a-z]+="/, page)
  const [style = ''] = globSync('assets/*.css', { cwd: built })
  assert.match(html('index.html'), new RegExp(`href="/docs/${style}"`))
  assert.match(readFileSync(join(built, style), 'utf8'), /color-scheme: light dark/)
})

test('French is typeset as French', () => {
  for (const page of pages.filter(name => name.startsWith('fr'))) {
    const text = html(page)
      .replace(/<(pre|code)[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]*>/g, '')
    assert.doesNotMatch(text, / [:;!?]|&#39;|« | »/, page)
  }
})
