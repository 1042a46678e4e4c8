import { say } from '../../../contracts/messages/words.ts'
import { type ImportReader, isFacts, type ReadCheck, textIn } from './read-import.ts'
import { readListed } from './read-listed.ts'

/** The plain config.yaml of small teams: its services are written as ours are. */
export const readAsl: ImportReader = text => {
  const read = readListed(text, 'services', say('import.no-services'))
  if ('code' in read) return read
  const checks = read.items.map(({ line, value: facts }): ReadCheck => {
    if (!isFacts(facts)) return { line, name: '?', check: null, remarks: [say('import.no-service')] }
    return { line, name: textIn(facts.name) ?? '?', check: facts, remarks: [] }
  })
  const names = ['slack', 'monitoring', 'logging'].filter(name => Object.hasOwn(read.document, name))
  const notes = names.length > 0 ? [say('import.services-only', { names })] : []
  return { checks, notes }
}
