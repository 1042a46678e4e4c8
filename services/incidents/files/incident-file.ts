import { dayAndSecond } from '../../../contracts/incidents/incident-number.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'

/** File systems count bytes; this leaves room for the time, a rank and the ending. */
const longestName = 180

/** `API_Production_20241106_153045`, without rank and ending. Never a path, whatever the name is. */
export function fileStem(incident: Pick<Incident, 'component' | 'title' | 'started_at'>): string {
  const name = incident.component?.name ?? incident.title
  const harmless = name
    .normalize('NFC')
    .replace(/[\s/\\:*?"<>|\p{C}]/gu, '_')
    .replace(/^\.+/, dots => '_'.repeat(dots.length))
  return [cut(harmless) || 'Incident', ...dayAndSecond(incident.started_at)].join('_')
}

/** The first of its name has no rank, the next ones `_2`, `_3`, … */
export function fileName(stem: string, rank: number): string {
  return `${stem}${rank > 1 ? `_${rank}` : ''}.json`
}

/** What stands in the file: the incident, and first the name of the service in trouble. */
export function fileContent(incident: Incident): string {
  const service = incident.component?.name ?? incident.title
  return `${JSON.stringify({ service, ...incident }, null, 2)}\n`
}

function cut(name: string): string {
  let kept = ''
  for (const letter of name) {
    if (Buffer.byteLength(kept + letter) > longestName) break
    kept += letter
  }
  return kept
}
