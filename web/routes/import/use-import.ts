import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type ImportResult as FlagResult, ImportFlags } from '../../../contracts/flags/flag-documents.ts'
import type { FlagProblem } from '../../../contracts/flags/flags.ts'
import { ImportFile, type ImportResult } from '../../../contracts/imports.ts'
import { ListComponents, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { readJson } from '../../../contracts/json-fault.ts'
import type { Message } from '../../../contracts/messages/words.ts'
import { CreateCheck, ListChecks } from '../../../contracts/monitor/monitor.ts'
import type { Input } from '../../../contracts/operation.ts'
import { callApi } from '../../data/api-client.ts'
import { Problem } from '../../data/problem.ts'
import { invalidate } from '../../data/queries.ts'
import { useProblemText } from '../../words/say-problem.ts'
import { useMessageText } from '../../words/worded.ts'

export type Chosen = { readonly name: string; readonly size: number; readonly content: string }

type Stage =
  | { readonly at: 'choosing' }
  | { readonly at: 'looking' }
  | { readonly at: 'planned'; readonly outcome: Outcome }
  | { readonly at: 'running'; readonly done: number; readonly all: number }
  | { readonly at: 'finished'; readonly outcome: Outcome; readonly stopped: boolean }

export const isToDo = ({ action }: Row): boolean => action === 'create' || action === 'update'

/** First the plan, then one thing after the other, so that it is seen how far it is and can be stopped. */
export function useImport() {
  const client = useQueryClient()
  const say = useProblemText()
  const text = useMessageText()
  const [stage, setStage] = useState<Stage>({ at: 'choosing' })
  const [problem, setProblem] = useState<Problem | null>(null)
  const stopping = useRef(false)

  const look = async (format: Format, { content }: Chosen) => {
    setProblem(null)
    setStage({ at: 'looking' })
    try {
      setStage({ at: 'planned', outcome: told(await takeOver(format, content, true), text) })
    } catch (thrown) {
      setProblem(thrown as Problem)
      setStage({ at: 'choosing' })
    }
  }

  const run = async (format: Format, { content }: Chosen, plan: Outcome) => {
    stopping.current = false
    setProblem(null)
    const todo = plan.rows.filter(isToDo)
    setStage({ at: 'running', done: 0, all: todo.length })
    try {
      // What is one file to its service is taken over at once; checks are made one by one.
      const single = todo.every(({ check }) => check !== undefined)
      const outcome = single ? await oneByOne(plan) : told(await takeOver(format, content, false), text)
      setStage({ at: 'finished', outcome, stopped: stopping.current })
    } catch (thrown) {
      setProblem(thrown as Problem)
      setStage({ at: 'planned', outcome: plan })
    } finally {
      invalidate(client, ListChecks, ListComponents, ListIncidents)
    }
  }

  const oneByOne = async (plan: Outcome): Promise<Outcome> => {
    const all = plan.rows.filter(isToDo).length
    const rows: Row[] = []
    let done = 0
    for (const row of plan.rows) {
      if (!isToDo(row) || !row.check) {
        rows.push(row)
        continue
      }
      if (stopping.current) break
      rows.push(await make(row))
      done += 1
      setStage({ at: 'running', done, all })
    }
    return { ...plan, rows }
  }

  const make = async (row: Row): Promise<Row> => {
    try {
      await callApi(CreateCheck, { body: row.check as Input<typeof CreateCheck>['body'] })
      return row
    } catch (thrown) {
      const refused = thrown as Problem
      // Nobody answers: to go on would only collect the same error.
      if (refused.status === 0 || refused.status === 401) throw thrown
      return { ...row, action: 'error', reason: say(refused) }
    }
  }

  return {
    stage,
    problem,
    look,
    run,
    stop: () => {
      stopping.current = true
    },
    begin: () => {
      setProblem(null)
      setStage({ at: 'choosing' })
    },
  }
}

/** With what the server says of it in the language of the reader. */
function told({ rows, notes, notes_i18n = [] }: Outcome, text: ReturnType<typeof useMessageText>): Outcome {
  return {
    rows: rows.map(row => ({ ...row, reason: row.reason && text(row.reason, row.reason_i18n) })),
    notes: notes.map((note, index) => text(note, notes_i18n[index])),
  }
}

export const formats = ['uptime-kuma', 'gatus', 'asl', 'statuspage', 'flagd'] as const
export type Format = (typeof formats)[number]

export type Row = {
  readonly line?: number
  readonly what: 'check' | 'component' | 'incident' | 'flag'
  readonly name: string
  readonly action: 'create' | 'update' | 'skip' | 'warn' | 'error'
  readonly reason: string | null
  readonly reason_i18n?: Message | null
  /** As `POST /api/v1/checks` takes it, so that it can be made alone. */
  readonly check?: Readonly<Record<string, unknown>>
}
export type Outcome = {
  readonly rows: readonly Row[]
  readonly notes: readonly string[]
  readonly notes_i18n?: readonly Message[]
}

/** By what only that tool's file has. */
export function formatOf(content: string): Format | undefined {
  const text = content.trimStart()
  if (!text.startsWith('{') && !text.startsWith('[')) {
    if (/^endpoints:/m.test(text)) return 'gatus'
    return /^services:/m.test(text) ? 'asl' : undefined
  }
  if (/"monitorList"\s*:/.test(text)) return 'uptime-kuma'
  if (/"flags"\s*:/.test(text)) return 'flagd'
  return /"(incidents|components|page)"\s*:/.test(text) ? 'statuspage' : undefined
}

/** What would become of the file, or with `dry_run: false` what became of it. */
async function takeOver(format: Format, content: string, dry_run: boolean): Promise<Outcome> {
  if (format !== 'flagd') return outcomeOf(await callApi(ImportFile, { body: { format, content, dry_run } }))
  // A file that is no JSON is refused here, before it is sent.
  const { value, fault } = readJson(content)
  if (fault) throw new Problem({ status: 422, code: 'console.not-json', detail: '' })
  try {
    return outcomeOfFlags(
      await callApi(ImportFlags, { query: { dry_run }, body: value as Input<typeof ImportFlags>['body'] }),
    )
  } catch (thrown) {
    if (!(thrown instanceof Problem && thrown.code === 'flags.invalid')) throw thrown
    return { rows: thrown.fields.map(({ field, ...said }) => rowOf(field, 'error', said)), notes: [] }
  }
}

const outcomeOf = ({ rows, notes, notes_i18n = [] }: ImportResult): Outcome => ({ rows, notes, notes_i18n })

const rowOf = (name: string, action: Row['action'], said?: Pick<FlagProblem, 'message' | 'message_i18n'>): Row => ({
  what: 'flag',
  name,
  action,
  reason: said?.message ?? null,
  reason_i18n: said?.message_i18n ?? null,
})

function outcomeOfFlags({ created, changed, unchanged, deleted, problems }: FlagResult): Outcome {
  const rowsOf = (names: readonly string[], action: Row['action']): Row[] => names.map(name => rowOf(name, action))
  return {
    rows: [
      ...problems.map(({ path, severity, ...said }) => rowOf(path, severity === 'error' ? 'error' : 'warn', said)),
      ...rowsOf(created, 'create'),
      ...rowsOf([...changed, ...deleted], 'update'),
      ...rowsOf(unchanged, 'skip'),
    ],
    notes: [],
  }
}

/** For a table program; what looks like a formula is text there. */
export function csvOf(rows: readonly Row[], headers: readonly string[]): string {
  const cell = (value: unknown) => {
    const text = String(value ?? '')
    return `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  }
  const lines = rows.map(({ line, what, name, action, reason }) => [line, what, name, action, reason])
  return [headers, ...lines].map(line => line.map(cell).join(',')).join('\r\n')
}
