import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { pages } from './pages.ts'

/** Read as text: what they import speaks to a browser. */
const lists = ['pages.ts', 'routes/auth/auth-routes.ts'].map(file => new URL(`../web/${file}`, import.meta.url))
const paths = lists.flatMap(list =>
  [...readFileSync(list, 'utf8').matchAll(/ path: '([^']+)'/g)].map(([, path = '']) => path),
)

type Scene = Parameters<(typeof pages)[number]['path']>[0]

const addresses = (): readonly string[] => {
  // Stands for whatever a scene names.
  const scene = new Proxy({} as Scene, { get: (_scene, name) => `some-${String(name)}` })
  return pages.map(({ path }) => path(scene, 'en').replace(/[?#].*$/, ''))
}

test('every page of the console is looked at', () => {
  const seen = addresses()
  assert.ok(paths.length > 20, 'the lists are found')
  const forgotten = paths.filter(path => {
    // `$id` is one step of the way.
    const steps = new RegExp(`^/console${path.replace(/\$\w+/g, '[^/]+')}$`)
    return !seen.some(address => steps.test(address))
  })
  assert.deepEqual(forgotten, [])
})
