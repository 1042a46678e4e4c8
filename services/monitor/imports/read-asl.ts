import { type ImportReader, isFacts, type ReadCheck, textIn } from './read-import.ts'
import { readListed } from './read-listed.ts'

/** The plain config.yaml of small teams: its services are written as ours are. */
export const readAsl: ImportReader = text => {
  const read = readListed(text, 'services', 'has no list "services"')
  if (typeof read === 'string') return read
  const checks = read.items.map(({ line, value: facts }): ReadCheck => {
    if (!isFacts(facts)) return { line, name: '?', check: null, remarks: ['is no service'] }
    return { line, name: textIn(facts.name) ?? '?', check: facts, remarks: [] }
  })
  const others = ['slack', 'monitoring', 'logging'].filter(name => Object.hasOwn(read.document, name))
  const notes = others.length > 0 ? [`only services are taken over; for vigie.yaml remain: ${others.join(', ')}`] : []
  return { checks, notes }
}
