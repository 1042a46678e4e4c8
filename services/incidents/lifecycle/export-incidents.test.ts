import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { at } from '../testing/signals.ts'
import { incidentAsText, incidentsAsCsv, incidentsAsJson, incidentsAsTable } from './export-incidents.ts'
import { openByHand } from './incident.ts'

function titled(title: string): Incident {
  const parts = { id: 'i', number: 'INC-20260105-080000', impact: 'major', components: [], message: 'm' } as const
  return openByHand({ ...parts, title, group: null, critical: false, suspected_causes: [] }, { by: 'Ana', at: at(0) })
    .incident
}

async function textOf(
  format: (pages: AsyncIterable<readonly Incident[]>) => AsyncIterable<string>,
  ...pages: readonly (readonly Incident[])[]
): Promise<string> {
  return (await Readable.from(format(Readable.from(pages))).toArray()).join('')
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

test('CSV keeps every text as it is, whatever stands in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), async text => {
      const [header, row] = parseCsv(await textOf(incidentsAsCsv, [titled(text)]))
      const cell = row?.[header?.indexOf('title') ?? -1]
      assert.ok(cell === text || cell === `'${text}`)
      assert.equal(row?.length, header?.length)
    }),
  )
})

test('no cell of a CSV file is a formula', async () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n']) {
    const [header, row] = parseCsv(await textOf(incidentsAsCsv, [titled(`${start}HYPERLINK("http://evil")`)]))
    assert.match(row?.[header?.indexOf('title') ?? -1] ?? '', /^'/)
  }
})

test('a file is the same however many pages its incidents came in', async () => {
  const [first, second, third] = ['one', 'two\nlines', '['].map(titled)
  assert.ok(first && second && third)
  const all = [first, second, third]
  assert.equal(await textOf(incidentsAsJson, [first], [second, third]), `${JSON.stringify(all, null, 2)}\n`)
  assert.equal(await textOf(incidentsAsJson), '[]\n')
  const csv = await textOf(incidentsAsCsv, all)
  assert.equal(await textOf(incidentsAsCsv, [first], [second], [third]), csv)
  assert.equal(await textOf(incidentsAsCsv), csv.slice(0, csv.indexOf('\r\n') + 2))
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
