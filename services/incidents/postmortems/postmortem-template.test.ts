import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { move, openByHand } from '../lifecycle/incident.ts'
import { at } from '../testing/signals.ts'
import { postmortemTemplate } from './postmortem-template.ts'

function story(title: string) {
  const parts = { id: 'i', number: 'INC-20260105-080000', impact: 'major', components: [], message: title } as const
  const opened = openByHand(
    { ...parts, title, group: null, critical: false, suspected_causes: [] },
    { by: 'Ana', at: at(0) },
  ).incident
  const act = { by: 'Ana', at: at(3723) }
  return move(opened, { status: 'resolved', message: undefined }, act)?.incident ?? opened
}

test('the template tells facts and timeline in the time zone of the team', () => {
  const text = postmortemTemplate(story('Payments fail'), 'en', 'Europe/Paris')
  assert.match(text, /\*\*Duration\*\*: 1:02:03/)
  assert.match(text, /\*\*Began\*\*: Jan 5, 2026, 9:00:00/)
  assert.match(text, /\| Payments fail \| Ana \|\n/)
  assert.match(postmortemTemplate(story('Panne'), 'fr', 'Europe/Paris'), /\*\*Impact\*\*: majeur/)
})

test('whatever a title is, it stays text: no HTML, no other cell, no other line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), title => {
      const text = postmortemTemplate(story(title), 'en', 'UTC')
      assert.ok(!text.includes('<'))
      assert.equal(text.split('\n').length, postmortemTemplate(story('x'), 'en', 'UTC').split('\n').length)
      const rows = text.split('\n').filter(line => line.startsWith('|'))
      for (const row of rows) assert.equal(row.replace(/\\./g, '').split('|').length - 1, 4, row)
    }),
  )
})
