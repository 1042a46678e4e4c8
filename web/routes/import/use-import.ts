import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ListComponents, ListIncidents } from '../../../contracts/incidents.ts'
import { CreateCheck, ListChecks } from '../../../contracts/monitor.ts'
import { ask } from '../../data/api-client.ts'
import type { Problem } from '../../data/problem.ts'
import { forget } from '../../data/queries.ts'
import { useSay } from '../../words/say-problem.ts'
import { useTranslated } from '../../words/translated.ts'
import { type Format, type Outcome, type Row, takeOver } from './import-file.ts'

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
  const say = useSay()
  const remark = useTranslated('imports')
  const [stage, setStage] = useState<Stage>({ at: 'choosing' })
  const [problem, setProblem] = useState<Problem | null>(null)
  const stopping = useRef(false)

  const look = async (format: Format, { content }: Chosen) => {
    setProblem(null)
    setStage({ at: 'looking' })
    try {
      setStage({ at: 'planned', outcome: told(await takeOver(format, content, true), remark) })
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
      const outcome = single ? await oneByOne(plan) : told(await takeOver(format, content, false), remark)
      setStage({ at: 'finished', outcome, stopped: stopping.current })
    } catch (thrown) {
      setProblem(thrown as Problem)
      setStage({ at: 'planned', outcome: plan })
    } finally {
      forget(client, ListChecks, ListComponents, ListIncidents)
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
    return { rows, notes: plan.notes }
  }

  const make = async (row: Row): Promise<Row> => {
    try {
      await ask(CreateCheck, { body: row.check as never })
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
function told({ rows, notes }: Outcome, remark: (text: string) => string): Outcome {
  return {
    rows: rows.map(row => ({ ...row, reason: row.reason && remark(row.reason) })),
    notes: notes.map(remark),
  }
}
