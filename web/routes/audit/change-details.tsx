import type { AuditRecord } from '../../../contracts/identity/audit.ts'
import { Button } from '../../design/button.tsx'
import { Facts } from '../../design/card.tsx'
import { Changes } from '../../design/changes.tsx'
import { Time } from '../../design/time.tsx'
import { auditWords } from '../../messages/audit.ts'
import { settingsWords } from '../../messages/settings.ts'
import { useActor } from '../../words/actor.ts'
import { useWords } from '../../words/language.tsx'

export type AuditFilterValues = {
  readonly who?: string | undefined
  readonly kind?: string | undefined
  readonly subject?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

type DetailsProps = { readonly record: AuditRecord; readonly onFilter: (filter: AuditFilterValues) => void }

/** One record: who, when, of what, and how it was before. */
export function ChangeDetails({ record, onFilter }: DetailsProps) {
  const words = useWords(auditWords)
  const actorName = useActor()
  const { actor, subject, at, service, before, after } = record
  return (
    <>
      <Facts
        facts={[
          [words.who, actorName(actor.name)],
          [words.when, <Time key="at" at={at} absolute />],
          [words.thing, <Subject key="thing" record={record} />],
          [words.where, <ServiceName key="service" of={service} />],
        ]}
      />
      <Changes before={before} after={after} />
      <div className="flex flex-wrap gap-2">
        <Button
          small
          icon="search"
          onClick={() => onFilter({ subject: subject.id, kind: subject.kind })}
          label={words.onlyThis}
        />
        <Button small icon="person" onClick={() => onFilter({ who: actor.id })} label={words.onlyThem} />
      </div>
    </>
  )
}

/** `User · changed`: in words where we have them. */
export function useSayAction(): (record: Pick<AuditRecord, 'action'>) => string {
  const words = useWords(auditWords)
  return ({ action }) => {
    const dot = action.indexOf('.')
    const [kind, verb] = [action.slice(0, dot), action.slice(dot + 1)]
    return `${words.kinds[kind] ?? kind} · ${words.verbs[verb] ?? verb}`
  }
}

/** What people call it, when the record tells; else its id. */
export function Subject({ record: { before, after, subject } }: { record: AuditRecord }) {
  const facts = { ...before, ...after }
  const name = ['name', 'title', 'key', 'number', 'email'].map(key => facts[key]).find(one => typeof one === 'string')
  if (typeof name === 'string' && name !== '') return <>{name}</>
  return (
    <span className="text-muted font-mono text-sm" title={subject.id}>
      {subject.id.length > 20 ? `${subject.id.slice(0, 8)}…` : subject.id}
    </span>
  )
}

/** The part of Vigie that a change was made in, as the settings call it. */
export function ServiceName({ of: service }: { of: string }) {
  const names: Readonly<Record<string, string | undefined>> = useWords(settingsWords).serviceNames
  return names[service] ?? service
}
