import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { jsonArray } from '../../../kit/http/stream-reply.ts'

const columns = {
  number: incident => incident.number,
  title: incident => incident.title,
  status: incident => incident.status,
  impact: incident => incident.impact,
  components: incident => incident.components.map(({ name }) => name).join(', '),
  origin: incident => incident.origin,
  started_at: incident => incident.started_at,
  detected_at: incident => incident.detected_at,
  acknowledged_at: incident => incident.acknowledged_at,
  resolved_at: incident => incident.resolved_at,
  duration_s: incident => incident.duration_s,
  reopened: incident => incident.reopened,
  url: incident => incident.url,
  error: incident => incident.error,
  http_code: incident => incident.http_code,
  response_ms: incident => incident.response_ms,
} satisfies Record<string, (incident: Incident) => string | number | null>

type Pages = AsyncIterable<readonly Incident[]>

export const incidentsAsJson = (pages: Pages): AsyncIterable<string> => jsonArray(pages)

/** RFC 4180, safe to open in a spreadsheet. */
export async function* incidentsAsCsv(pages: Pages): AsyncGenerator<string, void, undefined> {
  const line = (cells: readonly string[]) => `${cells.join(',')}\r\n`
  let before = line(Object.keys(columns))
  for await (const page of pages) {
    yield before + page.map(incident => line(Object.values(columns).map(column => cell(column(incident))))).join('')
    before = ''
  }
  if (before !== '') yield before
}

function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  // A text that begins like this would be a formula: https://owasp.org/www-community/attacks/CSV_Injection
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function incidentsAsTable(incidents: readonly Incident[]): string {
  const header = ['NUMBER', 'STATUS', 'IMPACT', 'STARTED', 'DURATION', 'TITLE']
  const rows = incidents.map(({ number, status, impact, started_at, duration_s, title }) => [
    number,
    status,
    impact,
    started_at,
    duration_s === null ? '-' : `${duration_s.toFixed(2)}s`,
    oneLine(title),
  ])
  return columnsOf([header, ...rows])
}

export function incidentAsText(incident: Incident): string {
  const facts = Object.entries(columns).flatMap(([name, column]) => {
    const value = column(incident)
    return value === null || value === '' ? [] : [[`${name}:`, oneLine(String(value))]]
  })
  const timeline = incident.timeline.map(({ at, kind, message, by }) => [
    `  ${at}`,
    kind,
    oneLine(by ? `${message} (${by})` : message),
  ])
  return `${columnsOf(facts)}timeline:\n${columnsOf(timeline)}`
}

function columnsOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map(row => row[index]?.length ?? 0)))
  return rows
    .map(
      row =>
        `${row
          .map((text, index) => text.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** Names and errors come from outside: nothing in them may move the cursor of a terminal. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
