// Writes the reference pages that are drawn from the code: `node docs/reference/generate.ts`. A test asserts that they
// are current (`documents()` answers what they should hold).
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { glossaryPage } from '../../contracts/messages/glossary.ts'
import { tables } from '../../contracts/messages/tables.ts'
import { configurationReference } from '../../kit/config/reference.ts'
import { kitCatalogue } from '../../kit/messages/kit-catalogue.ts'
import { type RefusalKind, statusOf } from '../../kit/service/errors.ts'
import type { Service } from '../../kit/service/service.ts'
import { isStoreFailureCode, sentenceOf } from '../../kit/store/failure.ts'
import { accessPage } from './access-page.ts'
import { allEvents } from './all-events.ts'
import { allOperations } from './all-operations.ts'
import { eventsPage } from './events-page.ts'

const root = join(import.meta.dirname, '..', '..')

const operations = await allOperations()
const events = await allEvents()
const sampleOf = (type: string): string => readFileSync(join(root, 'contracts', 'samples', `${type}.json`), 'utf8')

/** Path from the root of the repository → content. */
export function documents(services: readonly Service[]): ReadonlyMap<string, string> {
  return new Map([
    ['docs/glossary.md', glossaryPage()],
    ['docs/reference/access.md', accessPage(operations)],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/events.md', eventsPage(events, sampleOf)],
    ['docs/reference/configuration.md', configurationReference(services)],
  ])
}

const kinds: Readonly<Record<string, RefusalKind>> = {
  notFound: 'not-found',
  conflict: 'conflict',
  invalid: 'invalid',
  unauthenticated: 'unauthenticated',
  forbidden: 'forbidden',
  limited: 'limited',
  unavailable: 'unavailable',
}

/** The first sentence of a code, with a sign for what differs each time. */
function sentenceOfCode(code: string): string | undefined {
  const found = Object.entries<string>(tables.en.catalogue).find(([key]) => key === code || key.startsWith(`${code}:`))
  return found?.[1].replace(/\{\w+\}/g, '…')
}

function errorsPage(): string {
  const refused =
    /\b(notFound|conflict|invalid|unauthenticated|forbidden|limited|unavailable)\(\s*'([^':]+)(?::[^']*)?'(?:,\s*(['"`])((?:\\.|(?!\3)[^\\])*)\3)?/g
  const ofFields = /\b(invalidFields)\(\s*'([a-z]+\.[a-z-]+)'/g
  const rows = new Map<string, string>()
  for (const file of globSync('{kit,services}/**/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts') || file.includes('/testing/')) continue
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, called = '', code = '', , message] of [...text.matchAll(ofFields), ...text.matchAll(refused)]) {
      const onTerminal = message?.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…').replace(/\\(.)/g, '$1')
      const says = onTerminal ?? sentenceOfCode(code) ?? (called === 'invalidFields' ? '… …' : undefined)
      if (says === undefined) continue
      rows.set(code, `| \`${code}\` | ${statusOf[kinds[called] ?? 'invalid']} | ${says.replaceAll('|', '\\|')} |`)
    }
    for (const [, service = ''] of text.matchAll(/cursorOf\(\s*['`]([a-z]+)\./g)) {
      const code = /'([a-z]+\.(?:invalid-)?cursor)'/.exec(text)?.[1] ?? `${service}.bad-cursor`
      rows.set(code, `| \`${code}\` | ${statusOf.invalid} | query.cursor ${kitCatalogue['field.cursor']} |`)
    }
  }
  for (const code of Object.keys(kitCatalogue).filter(isStoreFailureCode)) {
    rows.set(code, `| \`${code}\` | 503 | ${sentenceOf(code)} |`)
  }
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  return `# Error codes

Every refusal is \`application/problem+json\` (RFC 9457) with one of these stable codes. \`http.too-large\` answers 413.
Drawn from the code by \`docs/reference/generate.ts\`.

| code | status | says |
|---|---|---|
${sorted.join('\n')}
`
}

if (import.meta.main) {
  const { services } = await import('../../main.ts')
  for (const [file, content] of documents(services)) writeFileSync(join(root, file), content)
}
