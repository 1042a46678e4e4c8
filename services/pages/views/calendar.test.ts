import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePage } from '../testing/sample-page.ts'
import { nothingKnown, sampleMaintenance } from '../testing/sample-status.ts'
import { calendarView } from './calendar.ts'

function linesOf(...maintenances: ReturnType<typeof sampleMaintenance>[]): readonly string[] {
  const status = { ...nothingKnown, maintenances }
  const [rendered] = calendarView.pages(status, { changed: 1, minute: 1 })
  const text = rendered?.render(samplePage(status, 'fr', { url: 'https://status.example.com' })).text ?? ''
  assert.ok(text.endsWith('END:VCALENDAR\r\n'))
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
  return text.replaceAll('\r\n ', '').split('\r\n')
}

test('planned work is an event with its times in UTC, and what it touches', () => {
  const lines = linesOf(sampleMaintenance())
  for (const line of [
    'BEGIN:VEVENT',
    'UID:m1-20261128220000@vigie',
    'DTSTART:20261128T220000Z',
    'DTEND:20261129T000000Z',
    'SUMMARY:Mise à jour de la base',
    'DESCRIPTION:Lecture seule\\, puis redémarrage.\\n\\nServices touchés\u00a0: Base de données',
    'STATUS:CONFIRMED',
    'SEQUENCE:2',
    'URL;VALUE=URI:https://status.example.com/fr/',
  ]) {
    assert.ok(lines.includes(line), `${line} is not in\n${lines.join('\n')}`)
  }
})

test('what was called otherwise cannot add lines of its own', () => {
  const lines = linesOf(sampleMaintenance({ title: 'a;b\r\nATTACH:x\u0007' }))
  assert.ok(lines.some(line => line.startsWith('SUMMARY:a\\;b')))
  assert.ok(!lines.some(line => line.startsWith('ATTACH')))
})

test('without planned work it is a calendar without events', () => {
  assert.deepEqual(linesOf().slice(0, 2), ['BEGIN:VCALENDAR', 'VERSION:2.0'])
})
