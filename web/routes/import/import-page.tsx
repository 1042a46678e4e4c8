import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { jsonFault } from '../../../contracts/json-fault.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { Button, ButtonRow, buttonClass } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Skeleton } from '../../design/query-result.tsx'
import { importWords } from '../../messages/import.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { asSentence } from '../../words/as-sentence.ts'
import { useWords } from '../../words/language.tsx'
import { useSayJsonFault } from '../../words/say-json-fault.ts'
import { useSay } from '../../words/say-problem.ts'
import { useTranslated } from '../../words/translated.ts'
import { ChooseFile } from './choose-file.tsx'
import { type Format, formatOf, formats, type Outcome } from './import-file.ts'
import { Progress } from './progress.tsx'
import { type Chosen, isToDo, useImport } from './use-import.ts'

const ImportTable = lazy(() => import('./import-table.tsx').then(module => ({ default: module.ImportTable })))

export function ImportPage() {
  const words = useWords(importWords)
  const { pages } = useWords(navigationWords)
  const say = useSay()
  const sayFault = useSayJsonFault()
  const remark = useTranslated('imports')
  const [filters, setFilters] = useFilters({ format: oneOf(formats) })
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const { stage, problem, look, run, stop, begin } = useImport()
  const format = filters.format ?? 'uptime-kuma'
  const choose = (file: Chosen) => {
    setChosen(file)
    begin()
    const found = formatOf(file.content)
    if (found) setFilters({ format: found })
  }
  const fault = problem?.code === 'console.not-json' && chosen ? jsonFault(chosen.content) : null
  const isBadFile = problem?.code.endsWith('.bad-import')
  return (
    <>
      <PageHeader title={pages.import} intro={words.intro} />
      <div className="grid max-w-5xl grid-cols-[minmax(0,1fr)] gap-4">
        {stage.at === 'running' || stage.at === 'finished' ? null : (
          <ChooseCard
            {...{ chosen, format }}
            onChosen={choose}
            onFormat={next => {
              setFilters({ format: next })
              begin()
            }}
            onLook={() => chosen && look(format, chosen)}
          />
        )}
        {problem ? (
          <Notice tone="bad" alert>
            {fault ? words.notJson(sayFault(fault)) : isBadFile ? asSentence(remark(problem.message)) : say(problem)}
          </Notice>
        ) : null}
        {stage.at === 'looking' ? <Skeleton lines={4} /> : null}
        <Suspense fallback={<Skeleton lines={4} />}>
          {stage.at === 'planned' && chosen ? (
            <Planned outcome={stage.outcome} onRun={() => run(format, chosen, stage.outcome)} />
          ) : null}
          {stage.at === 'running' ? <Running done={stage.done} all={stage.all} onStop={stop} /> : null}
          {stage.at === 'finished' ? (
            <Finished
              outcome={stage.outcome}
              stopped={stage.stopped}
              onAnother={() => {
                setChosen(null)
                begin()
              }}
            />
          ) : null}
        </Suspense>
      </div>
    </>
  )
}

type ChooseCardProps = {
  readonly chosen: Chosen | null
  readonly format: Format
  readonly onChosen: (file: Chosen) => void
  readonly onFormat: (format: Format) => void
  readonly onLook: () => void
}

function ChooseCard({ chosen, format, onChosen, onFormat, onLook }: ChooseCardProps) {
  const words = useWords(importWords)
  return (
    <Card title={words.file}>
      <div className="grid grid-cols-1 gap-4">
        <ChooseFile chosen={chosen} onChosen={onChosen} />
        <SelectField
          label={words.format}
          hint={words.formats[format].help}
          value={format}
          onChange={value => onFormat(value as Format)}
          choices={formats.map(value => ({ value, label: words.formats[value].label }))}
        />
        <ButtonRow>
          <Button look="primary" disabled={!chosen} onClick={onLook}>
            {words.look}
          </Button>
        </ButtonRow>
      </div>
    </Card>
  )
}

function Planned({ outcome, onRun }: { outcome: Outcome; onRun: () => void }) {
  const words = useWords(importWords)
  const count = outcome.rows.filter(isToDo).length
  return (
    <>
      <ImportTable outcome={outcome} title={words.plan} past={false} />
      <ButtonRow>
        {count > 0 ? (
          <Button look="primary" icon="import" onClick={onRun}>
            {words.import(count)}
          </Button>
        ) : (
          <span className="text-muted">{words.nothingToDo}</span>
        )}
      </ButtonRow>
    </>
  )
}

function Running({ done, all, onStop }: { done: number; all: number; onStop: () => void }) {
  const words = useWords(importWords)
  return (
    <Card>
      <div className="grid grid-cols-1 gap-4">
        <Progress label={words.running} done={done} all={all} said={words.done(done, all)} />
        <ButtonRow>
          <Button onClick={onStop}>{words.stop}</Button>
        </ButtonRow>
      </div>
    </Card>
  )
}

type FinishedProps = { readonly outcome: Outcome; readonly stopped: boolean; readonly onAnother: () => void }

function Finished({ outcome, stopped, onAnother }: FinishedProps): ReactNode {
  const words = useWords(importWords)
  const count = outcome.rows.filter(isToDo).length
  return (
    <>
      <Notice tone={stopped ? 'warn' : 'ok'} alert>
        {words.finished(count)}
        {stopped ? <div>{words.stopped}</div> : null}
      </Notice>
      <ImportTable outcome={outcome} title={words.result} past />
      <ButtonRow>
        <Link to={'/components' as string} className={buttonClass('primary')}>
          {words.toChecks}
        </Link>
        <Button onClick={onAnother}>{words.another}</Button>
      </ButtonRow>
    </>
  )
}
