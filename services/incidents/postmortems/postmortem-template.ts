import type { Incident, TimelineEntry } from '../../../contracts/incidents/incidents.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'

/** What a postmortem begins with: the facts are filled in, the questions are left to people. Markdown. */
export function postmortemTemplate(incident: Incident, language: Language, timeZone: string): string {
  const words = tables[language].incidents.postmortemTemplate
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
  const time = (at: string | null) => (at === null ? words.notYet : format.format(new Date(at)))
  const facts: readonly (readonly [string, string])[] = [
    [words.impact, words.impacts[incident.impact]],
    [words.components, incident.components.map(({ name }) => plain(name)).join(', ') || words.none],
    [words.started, time(incident.started_at)],
    [words.detected, time(incident.detected_at)],
    [words.acknowledged, time(incident.acknowledged_at)],
    [words.resolved, time(incident.resolved_at)],
    [words.duration, incident.duration_s === null ? words.notYet : lasted(incident.duration_s)],
    [words.led, incident.assignee ? plain(incident.assignee) : words.none],
  ]
  const causes = incident.suspected_causes.map(({ message }) => `- ${plain(message)}`)
  const line = ({ at, message, by }: TimelineEntry) =>
    `| ${time(at)} | ${plain(message)} | ${by === null ? '' : plain(by)} |`
  return [
    `# ${incident.number} · ${plain(incident.title)}`,
    ...section(words.summary, [words.askSummary]),
    ...section(
      words.facts,
      facts.map(([name, value]) => `- **${name}**: ${value}`),
    ),
    ...section(words.causes, causes.length > 0 ? causes : [words.askCause]),
    ...section(words.timeline, [
      `| ${words.at} | ${words.what} | ${words.who} |`,
      '|---|---|---|',
      ...incident.timeline.filter(({ message }) => message !== '').map(line),
    ]),
    ...section(words.well, ['- ']),
    ...section(words.badly, ['- ']),
    ...section(words.actions, ['- [ ] ']),
    '',
  ].join('\n')
}

const section = (title: string, lines: readonly string[]): string[] => ['', `## ${title}`, '', ...lines]

/** Names and errors come from outside: they are text, not Markdown or HTML. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]|~#]/g, sign => `\\${sign}`)
}

function lasted(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor)
  return `${hours}:${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}
