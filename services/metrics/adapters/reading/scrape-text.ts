import { say } from '../../../../contracts/messages/words.ts'
import { PointProblems } from './point-problems.ts'
import type { Point, Reading } from './source-kind.ts'

const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\}\s*|\s)(\S+)(?:\s+(-?\d{1,16}))?$/
const label = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y
const mostSamples = 50_000

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export function readScrape(text: string, now: number): Pick<Reading, 'points' | 'problems'> {
  const points: Point[] = []
  const problems = new PointProblems()
  let index = -1
  for (const line of text.split('\n')) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    index += 1
    const [, name, inner = '', value = '', time] = sample.exec(trimmed) ?? []
    const labels = name === undefined ? null : labelsIn(inner)
    if (name === undefined || labels === null)
      problems.add(index, say('point.no-sample', { text: trimmed.slice(0, 60) }))
    else if (!Number.isFinite(Number(value))) problems.add(index, say('point.not-finite'))
    else if (points.length >= mostSamples) problems.add(index, say('point.surplus', { limit: mostSamples }))
    else {
      const at = time === undefined ? now : Number(time)
      const time_form = time === undefined ? 'now' : 'unix_ms'
      points.push({ name, labels, at, value: Number(value), time_text: time ?? null, time_form })
    }
  }
  return { points, problems: problems.list }
}

function labelsIn(text: string): Record<string, string> | null {
  const labels: [string, string][] = []
  label.lastIndex = 0
  for (let at = 0; at < text.trimEnd().length; at = label.lastIndex) {
    label.lastIndex = at
    const [all, name = '', value = ''] = label.exec(text) ?? []
    if (all === undefined) return null
    labels.push([name, value.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character))])
  }
  return Object.fromEntries(labels)
}
