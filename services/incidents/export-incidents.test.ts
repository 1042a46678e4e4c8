import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Incident } from '../../contracts/incidents.ts'
import { incidentAsText, incidentsAsCsv, incidentsAsJson, incidentsAsTable } from './export-incidents.ts'
import { openByHand } from './incident.ts'
import { at } from './testing/signals.ts'

function titled(title: string): Incident {
  const parts = { id: 'i', number: 'INC-20260105-080000', impact: 'major', components: [], message: 'm' } as const
  return openByHand({ ...parts, title, group: null, critical: false }, { by: 'Ana', at: at(0) }).incident
}

/** As RFC 4180 says. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end !== ',') rows.push([])
  }
  return rows.slice(0, -1)
}

test('CSV keeps every text as it is, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), text => {
      const [header, row] = parseCsv(incidentsAsCsv([titled(text)]))
      const cell = row?.[header?.indexOf('title') ?? -1]
      assert.ok(cell === text || cell === `'${text}`)
      assert.equal(row?.length, header?.length)
    }),
  )
})

test('no cell of a CSV file is a formula', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n']) {
    const [header, row] = parseCsv(incidentsAsCsv([titled(`${start}HYPERLINK("http://evil")`)]))
    assert.match(row?.[header?.indexOf('title') ?? -1] ?? '', /^'/)
  }
})

test('JSON is the incidents as the API shows them', () => {
  assert.deepEqual(JSON.parse(incidentsAsJson([titled('x')])), [titled('x')])
})

test('a table has one line per incident, and no name moves the cursor of the terminal', () => {
  const lines = incidentsAsTable([titled('first'), titled('evil \u001b[2J\nname')])
    .trimEnd()
    .split('\n')
  assert.equal(lines.length, 3)
  assert.match(
    lines[1] ?? '',
    /^INC-20260105-080000 {2}investigating {2}major {3}2026-01-05T08:00:00.000Z {2}- .*first$/,
  )
  assert.match(lines[2] ?? '', /evil {2}?\[2J name$/)
})

test('one incident is shown with its facts and its timeline', () => {
  const text = incidentAsText(titled('Payments fail'))
  assert.match(text, /title: +Payments fail\n/)
  assert.match(text, /timeline:\n {2}2026-01-05T08:00:00.000Z +opened +m \(Ana\)\n$/)
})
