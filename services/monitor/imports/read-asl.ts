import { isMap, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { type ImportReader, isFacts, type ReadCheck, textIn } from './read-import.ts'

/** The plain config.yaml of small teams: its services are written as ours are. */
export const readAsl: ImportReader = text => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' })
  const [mistake] = document.errors
  if (mistake) return mistake.message
  const services = isMap(document.contents) ? document.get('services') : undefined
  if (!isSeq<ParsedNode>(services)) return 'has no list "services"'
  const checks = services.items.map((item): ReadCheck => {
    const facts: unknown = item.toJS(document, { maxAliasCount: 100 })
    const { line } = lines.linePos(item.range?.[0] ?? 0)
    if (!isFacts(facts)) return { line, name: '?', check: null, remarks: ['is no service'] }
    return { line, name: textIn(facts.name) ?? '?', check: facts, remarks: [] }
  })
  const others = ['slack', 'monitoring', 'logging'].filter(name => document.has(name))
  const notes = others.length > 0 ? [`only services are taken over; ${others.join(', ')} belong into vigie.yaml`] : []
  return { checks, notes }
}
