import { join } from 'node:path'
import Database from 'better-sqlite3'
import { testAdminKey, type Vigie } from '../kit/testing/process.ts'

const patterns = 10
const texts = ['Payments fail; "quoted", with commas', 'Anmeldung gestört – é ü 漢字', '=HYPERLINK("x")', 'two\nlines']

const titles = Array.from({ length: patterns }, (_, i) => `${texts[i % texts.length]} ${i}`)
const said = ['note', 'update', 'note']

/** What each of them is. Opened, what was said, resolved. */
export const incidentPatterns = { titles, timeline: said.length + 2 }

/**
 * So many incidents in the data of a program: a few that it has made itself, each with a timeline, copied beneath it while it
 * is stopped. It runs again afterwards.
 */
export async function fillWithIncidents(vigie: Vigie, wanted: number): Promise<void> {
  for (const title of titles) {
    const { id } = await post<{ id: string }>(vigie, '/api/v1/incidents', { title, impact: 'major', message: title })
    for (const kind of said) {
      await post(vigie, `/api/v1/incidents/${id}/timeline`, {
        kind,
        message: title.repeat(4),
        public: kind === 'update',
      })
    }
    await post(vigie, `/api/v1/incidents/${id}/status`, { status: 'resolved', message: title })
  }
  await vigie.stop()
  const database = new Database(join(vigie.folder, 'data', 'incidents.db'))
  const copies = wanted / patterns - 1
  const at = (column: string) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '-' || n || ' minutes')`
  copyRows(database, 'incident', copies, {
    ...{ id: "id || 'x' || n", number: "number || 'x' || n", file_stem: "file_stem || 'x' || n" },
    ...{ started_at: at('started_at'), number_stem: "number_stem || 'x' || n" },
    // No files are to be written of them.
    file_revision: 'revision',
  })
  copyRows(database, 'timeline', copies, { incident_id: "incident_id || 'x' || n" })
  database.close()
  await vigie.restart()
}

async function post<T>(vigie: Vigie, path: string, body: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const answer = await fetch(vigie.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as T
}

/** Columns that are not named are as in the pattern; one that counts by itself goes on. */
function copyRows(
  database: Database.Database,
  table: string,
  copies: number,
  changed: Readonly<Record<string, string>>,
): void {
  const columns = database.prepare<[string], { name: string; pk: number; type: string }>(
    'select * from pragma_table_info(?)',
  )
  const copied = columns.all(table).filter(({ pk, type }) => !(pk === 1 && type.toLowerCase() === 'integer'))
  const names = copied.map(({ name }) => `"${name}"`)
  const values = copied.map(({ name }) => changed[name] ?? `"${name}"`)
  const numbers = 'with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ?)'
  const patternRows = `(select * from "${table}")`
  const from = `from numbers cross join ${patternRows}`
  database.prepare(`insert into "${table}" (${names}) ${numbers} select ${values} ${from}`).run(copies)
}
