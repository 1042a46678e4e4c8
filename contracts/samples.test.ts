import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { allEvents } from '../docs/reference/all-events.ts'
import { schemaProblem } from '../kit/messaging/schemas.ts'
import type { Envelope } from '../kit/service/event.ts'

const folder = join(import.meta.dirname, 'samples')
const samples = globSync('*.json', { cwd: folder }).map(file => ({
  type: basename(file, '.json'),
  envelope: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Envelope,
}))
const events = new Map((await allEvents()).map(({ event }) => [event.type, event]))

test('of every version of every event a sample is stored, and of nothing else', () => {
  assert.deepEqual(samples.map(({ type }) => type).toSorted(), [...events.keys()].toSorted())
})

test('every stored sample can still be read', () => {
  for (const { type, envelope } of samples) {
    const event = events.get(type)
    assert.ok(event, type)
    assert.equal(envelope.type, type)
    assert.equal(schemaProblem(event, envelope.data), null)
  }
})
