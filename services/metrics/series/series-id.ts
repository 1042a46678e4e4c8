import { invalid } from '../../../contracts/refusals.ts'
import type { Matcher } from '../../../kit/telemetry/series/matcher.ts'
import { type Labels, nameLabel } from '../../../kit/telemetry/series/sample.ts'

/** PromQL knows no dashes. */
export const metricPrefix = (source: string): string => `${source.replaceAll('-', '_')}_`

/** The label that says which source a series came from. */
export const sourceLabel = 'source'

/** `tawarano.temp{city="Liège"}`: the source, the value, and the other labels. */
export function seriesId({ name, labels }: { readonly name: string; readonly labels: Labels }): string {
  const { [sourceLabel]: source, ...others } = labels
  const pairs = Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return `${nameFor(name, source)}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''}`
}

function nameFor(name: string, source: string | undefined): string {
  if (source === undefined) return name
  const prefix = metricPrefix(source)
  return `${source}.${name.startsWith(prefix) ? name.slice(prefix.length) : name}`
}

const whole = /^(?:([a-z][a-z0-9_-]*)\.)?([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\})?$/s
const pair = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*")\s*(?:,|$)/sy

/** Which series are meant by `source.value`, `metric`, or either with labels as in PromQL. */
export function selectorOf(text: string): Matcher[] {
  const [, source, value = '', labels = ''] = whole.exec(text.trim()) ?? []
  if (value === '') throw invalid('metrics.bad-series', { text: text.slice(0, 200) })
  const name: Matcher[] =
    source === undefined
      ? [{ label: nameLabel, is: '=', value }]
      : [
          { label: sourceLabel, is: '=', value: source },
          { label: nameLabel, is: '=~', value: `(${metricPrefix(source)})?${value}` },
        ]
  return [...name, ...labelsIn(labels, text)]
}

function labelsIn(labels: string, text: string): Matcher[] {
  const found: Matcher[] = []
  pair.lastIndex = 0
  while (pair.lastIndex < labels.length) {
    const [all, label = '', is, quoted = '""'] = pair.exec(labels) ?? []
    const value = all === undefined ? null : unquoted(quoted)
    if (value === null) throw invalid('metrics.bad-series', { text: text.slice(0, 200) })
    found.push({ label, is: is as Matcher['is'], value })
  }
  return found
}

function unquoted(quoted: string): string | null {
  try {
    return JSON.parse(quoted)
  } catch {
    return null
  }
}
