import type { ReactNode } from 'react'
import { GetCheckDefinition, type WrittenCheck } from '../../../contracts/monitor/check-authoring.ts'
import type { Check } from '../../../contracts/monitor/monitor.ts'
import { useApiQuery } from '../../data/queries.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Card, Facts } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { useFieldWords } from '../../design/forms/schema-form.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { useKindWords } from './kind-words.ts'

/** What was written, field by field, whatever the kind; and as it stands in the file. */
export function CheckDefinitionCard({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const written = useApiQuery(GetCheckDefinition, { params: { id: check.id } })
  return (
    <Card title={words.definition} actions={<FromFile place={check.place} words />}>
      <QueryResult answer={written}>
        {found => (
          <div className="grid grid-cols-1 gap-4">
            <Written written={found} />
            <details>
              <summary className="min-h-8 font-medium">{words.yaml}</summary>
              <p className="text-muted mb-2 text-sm">{words.yamlText}</p>
              <CodeBlock code={found.yaml} label={words.yaml} />
            </details>
          </div>
        )}
      </QueryResult>
    </Card>
  )
}

function Written({ written: { definition, secrets } }: { written: WrittenCheck }) {
  const words = useWords(checksWords).detail
  const label = useFieldWords()
  const labelOf = (path: string) => label({ path, name: path.split('.').at(-1) ?? path, schema: {} }).label
  const { name: _title, ...fields } = definition as Readonly<Record<string, unknown>>
  return (
    <Facts
      facts={[
        ...flat(fields).map(
          ([path, value]) => [labelOf(path), <Value key={path} path={path} value={value} />] as const,
        ),
        ...secrets.map(name => [labelOf(name), <em key={name}>{words.secret}</em>] as const),
      ]}
    />
  )
}

function flat(fields: Readonly<Record<string, unknown>>, before = ''): (readonly [path: string, value: unknown])[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const path = `${before}${name}`
    const isInner = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isInner ? flat(value as Readonly<Record<string, unknown>>, `${path}.`) : [[path, value] as const]
  })
}

function Value({ path, value }: { path: string; value: unknown }): ReactNode {
  const { yes, no } = useWords(frameWords)
  const kinds = useKindWords()
  if (typeof value === 'boolean') return value ? yes : no
  if (path === 'depends_on' && Array.isArray(value)) {
    return (
      <ul>
        {value.map(one => (
          <li key={one}>
            <Dependency name={String(one)} />
          </li>
        ))}
      </ul>
    )
  }
  if (Array.isArray(value)) {
    return (
      <ul>
        {value.map(one => (
          <li key={String(one)}>
            <code>{String(one)}</code>
          </li>
        ))}
      </ul>
    )
  }
  if (path === 'kind') return kinds[String(value)]?.label ?? String(value)
  return <span className="whitespace-pre-wrap">{String(value)}</span>
}

function Dependency({ name }: { name: string }) {
  const provider = /^provider:(.+)$/.exec(name)?.[1]
  if (provider) {
    return <TextLink to="/providers" search={{ provider }} label={name} />
  }
  return <TextLink to="/components" search={{ q: name }} label={name} />
}
