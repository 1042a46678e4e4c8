import { say } from '../../../contracts/messages/words.ts'
import type { ProviderPhase, ProviderState } from '../../../contracts/providers.ts'
import { type Adapter, healthy, incident, maintenance, type Reading, reading } from './reading/adapter.ts'
import { latestOf, oneLine, plainText, timeOf } from './reading/fields.ts'
import { type FeedEntry, parseFeed } from './reading/xml.ts'

// A feed of news has no state. Everything here is concluded from words at places where many feeds have them.

const phaseWords: readonly [RegExp, ProviderPhase][] = [
  [/^(resolved|completed|closed|fixed|mitigated|restored|operational|available)$/i, 'resolved'],
  [/^(post-?mortem)$/i, 'postmortem'],
  [/^(monitoring)$/i, 'monitoring'],
  [/^(identified)$/i, 'identified'],
  [/^(investigating|update|open|ongoing|active|new)$/i, 'investigating'],
  [/^(scheduled|upcoming|planned)$/i, 'scheduled'],
  [/^(in[ _-]progress)$/i, 'in_progress'],
  [/^(verifying)$/i, 'verifying'],
]
const severityWords: readonly [RegExp, ProviderState][] = [
  [/^(unavailable|major[ _-]?outage|full[ _-]?outage|outage|down|critical)$/i, 'major_outage'],
  [/^(partial[ _-]?outage|major|disruption|service disruption)$/i, 'partial_outage'],
  [/^(degraded|degraded[ _-]?performance|degradation|minor|service degradation)$/i, 'degraded'],
  [/^(maintenance|under[ _-]?maintenance)$/i, 'maintenance'],
  [/^(available|operational|none|informational|notice)$/i, 'operational'],
]

/** Where nobody writes a phase, what is older than this and was not called over is news, not trouble. */
const heuristicMs = 7 * 86_400_000

/** A feed that nobody writes any more reports health for ever. */
const forgottenMs = 180 * 86_400_000

export const rssAtom: Adapter = {
  kind: 'rss-atom',
  summary: 'Any RSS or Atom feed of incidents: a conclusion from its words, marked as derived',
  url: null,
  read: ([document], { now }) => {
    const { updated, entries } = parseFeed(document)
    const items = entries.map(readEntry)
    const written = latestOf(timeOf(updated), ...items.map(({ at }) => at))
    return reading({
      decided_by: 'incidents',
      guessed: true,
      source_updated_at: written,
      expires_at: written && timeOf(Date.parse(written) + forgottenMs),
      incidents: items.filter(item => !item.planned && !isNews(item, now)).map(incidentOf),
      maintenances: items.filter(item => item.planned).map(maintenanceOf),
      components: labelled(items),
      // A feed that is written anew and tells of nothing means well; of one without a time nobody can say so.
      doubts: entries.length === 0 && !isRecent(written, now) ? [say('provider.empty-feed')] : [],
    })
  },
}

type Item = {
  readonly entry: FeedEntry
  readonly title: string
  readonly labels: readonly string[]
  readonly at: string | null
  /** Null when nothing in the entry says one. */
  readonly phase: ProviderPhase | null
  readonly severity: ProviderState | null
  readonly planned: boolean
  readonly text: string
}

function readEntry(entry: FeedEntry): Item {
  const title = oneLine(entry.title)
  const text = plainText(entry.html)
  const categories = entry.categories.map(oneLine)
  const words = [...categories, ...wordsOf(entry, text)]
  const phase = firstMeaning(words, phaseWords) ?? phaseOfTitle(title)
  const severity = firstMeaning([...categories, ...fieldsOf(text, 'severity|impact')], severityWords)
  const meant = (word: string) => [...phaseWords, ...severityWords].some(([pattern]) => pattern.test(word))
  const prefix = /^\[([^\]]{1,80})\]\s/.exec(title)?.[1]
  return {
    entry,
    title,
    labels: [...(prefix && !meant(prefix) ? [prefix] : []), ...categories.filter(category => !meant(category))],
    at: latestOf(timeOf(entry.published), timeOf(entry.updated), newestTime(text)),
    phase,
    severity,
    planned: severity === 'maintenance' || /\b(scheduled|planned|maintenance)\b/i.test(title),
    text,
  }
}

/** `Status: RESOLVED`, and the bold word at the beginning of each update of Statuspage, the newest first. */
function wordsOf({ html }: FeedEntry, text: string): string[] {
  const bold = /<(strong|b|h3)>\s*([a-z ]{3,30})\s*<\/\1>\s*(?:-|–|<)/i.exec(html)?.[2]
  return [...fieldsOf(text, 'status|state'), ...(bold ? [bold.trim()] : [])]
}

function fieldsOf(text: string, names: string): string[] {
  const found = new RegExp(`^(?:${names}):\\s*([\\p{L} _-]{2,40})$`, 'imu').exec(text)?.[1]
  return found ? [found.trim()] : []
}

function phaseOfTitle(title: string): ProviderPhase | null {
  return /\b(resolved|completed|mitigated|fixed|closed)\b/i.test(title) ? 'resolved' : null
}

function firstMeaning<Meaning>(words: readonly string[], meanings: readonly [RegExp, Meaning][]): Meaning | null {
  for (const word of words) {
    const meaning = meanings.find(([pattern]) => pattern.test(word))
    if (meaning) return meaning[1]
  }
  return null
}

/** Updates are dated inside the text: `Fri, 31 Jul 2026 11:45:00 GMT`. */
function newestTime(text: string): string | null {
  const dates = text.match(/\b[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} [\d:]{5,8} (?:GMT|UTC|Z)\b/g) ?? []
  return latestOf(...dates.slice(0, 50).map(timeOf))
}

const isRecent = (at: string | null, now: number): boolean => at !== null && now - Date.parse(at) <= heuristicMs

const isNews = ({ phase, at }: Item, now: number): boolean =>
  phase === null && at !== null && now - Date.parse(at) > heuristicMs

function incidentOf({ entry, title, labels, at, phase, severity, text }: Item) {
  const started_at = timeOf(entry.published) ?? at
  const known = phase ?? 'investigating'
  const over = known === 'resolved' || known === 'postmortem'
  return incident({
    id: entry.id,
    title,
    phase: known,
    impact: over ? (severity ?? 'operational') : openImpact(severity),
    started_at,
    updated_at: at,
    resolved_at: over ? at : null,
    url: entry.link,
    components: labels,
    updates: [{ at, phase: known, text }],
  })
}

/** Something is reported as going on: that it does no harm is believed only where a feed says so of itself. */
const openImpact = (severity: ProviderState | null): ProviderState => severity ?? 'degraded'

function maintenanceOf({ entry, title, labels, at, phase }: Item) {
  const over = phase === 'resolved' || phase === 'postmortem'
  const known = over ? 'completed' : phase === 'in_progress' || phase === 'verifying' ? phase : 'scheduled'
  return maintenance({ id: entry.id, title, phase: known, starts_at: at, url: entry.link, components: labels })
}

function labelled(items: readonly Item[]): Reading['components'] {
  return [...new Set(items.flatMap(item => item.labels))].map(name => healthy(name))
}
