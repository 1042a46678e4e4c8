import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { webFolder } from './build.ts'

const dist = join(webFolder, 'dist')
type Chunk = {
  readonly file: string
  readonly isEntry?: boolean
  readonly isDynamicEntry?: boolean
  readonly imports?: string[]
  readonly css?: string[]
}
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'))
const entry = Object.keys(manifest).find(name => manifest[name]?.isEntry) ?? ''
const kB = (file: string) => statSync(join(dist, `${file}.gz`)).size / 1024

/** A chunk with all that comes before it can run. */
function needed(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name]
  if (!chunk || found.has(chunk.file)) return found
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file)
  for (const other of chunk.imports ?? []) needed(other, found)
  return found
}

test('what the console needs before its first page is at most 150 kB packed', () => {
  const files = [...needed(entry)]
  const size = files.reduce((sum, file) => sum + kB(file), 0)
  assert.ok(files.length > 0 && size <= 150, `${size.toFixed(1)} kB: ${files.join(', ')}`)
})

test('a page adds at most 40 kB packed to that', () => {
  const first = needed(entry)
  const pages = Object.keys(manifest).filter(name => manifest[name]?.isDynamicEntry)
  assert.ok(pages.length > 5)
  for (const page of pages) {
    const files = [...needed(page)].filter(file => !first.has(file))
    const size = files.reduce((sum, file) => sum + kB(file), 0)
    assert.ok(size <= 40, `${page}: ${size.toFixed(1)} kB`)
  }
})

test('every chunk is packed at build time, and the page holds no script of its own', () => {
  for (const { file } of Object.values(manifest)) assert.ok(existsSync(join(dist, `${file}.br`)), file)
  const page = readFileSync(join(dist, 'index.html'), 'utf8')
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)|<style| style=| on[a-z]+=/)
})
