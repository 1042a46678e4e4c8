import { lazy, type ReactNode, Suspense, useId, useState } from 'react'
import { jsonFault } from '../../../contracts/json-fault.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { ButtonLink } from '../../design/actions/link.tsx'
import { Button, ButtonRow } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { Icon } from '../../design/icon.tsx'
import { Skeleton } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { importWords } from '../../messages/import.ts'
import { useWords } from '../../words/language.tsx'
import { useSayJsonFault } from '../../words/say-json-fault.ts'
import { useProblemText } from '../../words/say-problem.ts'
import { type Chosen, type Format, formatOf, formats, isToDo, type Outcome, useImport } from './use-import.ts'

const ImportTable = lazy(() => import('./import-table.tsx').then(module => ({ default: module.ImportTable })))

export function ImportPage() {
  const words = useWords(importWords)
  const say = useProblemText()
  const sayFault = useSayJsonFault()
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
  return (
    <>
      <PageHeader page="import" intro={words.intro} />
      <div className="grid max-w-5xl grid-cols-[minmax(0,1fr)] gap-4">
        {stage.at === 'running' || stage.at === 'finished' ? null : (
          <ChooseCard
            chosen={chosen}
            format={format}
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
            {fault ? words.notJson(sayFault(fault)) : say(problem)}
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
          <Button variant="primary" disabled={!chosen} onClick={onLook} label={words.look} />
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
          <Button variant="primary" icon="import" onClick={onRun} label={words.import(count)} />
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
          <Button onClick={onStop} label={words.stop} />
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
        <ButtonLink to="/components" variant="primary" label={words.toChecks} />
        <Button onClick={onAnother} label={words.another} />
      </ButtonRow>
    </>
  )
}

const tenMegabytes = 10_485_760

type ChooseFileProps = { readonly chosen: Chosen | null; readonly onChosen: (file: Chosen) => void }

/** With the mouse, the keyboard or a drop: it is one label around the browser's own field. */
function ChooseFile({ chosen, onChosen }: ChooseFileProps) {
  const words = useWords(importWords)
  const id = useId()
  const [wrong, setWrong] = useState<'tooLarge' | 'notText' | null>(null)
  const [over, setOver] = useState(false)
  const read = async (file: File | undefined) => {
    if (!file) return
    if (file.size > tenMegabytes) return setWrong('tooLarge')
    const content = await textOf(file)
    if (content === null) return setWrong('notText')
    setWrong(null)
    onChosen({ name: file.name, size: file.size, content })
  }
  return (
    <div className="grid grid-cols-1 gap-2">
      <label
        htmlFor={id}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault()
          setOver(false)
          void read(event.dataTransfer.files[0])
        }}
        className={`focus-within:outline-accent grid cursor-pointer justify-items-center gap-1 rounded-lg border-2 border-dashed px-4 py-8 text-center focus-within:outline-2 focus-within:outline-offset-2 ${over ? 'border-accent bg-accent-soft' : 'border-edge'}`}
      >
        <Icon name="import" size={32} className="text-muted" />
        <span className="font-medium">
          {chosen ? words.chosen(chosen.name, sizeText(chosen.size, words.unit)) : words.choose}
        </span>
        <span className="text-muted text-sm">{chosen ? words.another : words.drop}</span>
        <input
          id={id}
          type="file"
          accept=".json,.yaml,.yml,.txt"
          className="sr-only"
          onChange={event => {
            void read(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </label>
      {wrong ? (
        <Notice tone="bad" alert>
          {words[wrong]}
        </Notice>
      ) : null}
    </div>
  )
}

const sizeText = (size: number, unit: string): string => `${Math.max(1, Math.round(size / 1024))}\u00a0${unit}`

async function textOf(file: File): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    // Not UTF-8: a picture, or the wrong file.
    return null
  }
}

/** How far a long work is. `done` of `all`; the words say the same. */
function Progress({ label, done, all, said }: { label: string; done: number; all: number; said: string }) {
  const id = useId()
  const share = all === 0 ? 1 : done / all
  return (
    <div className="grid gap-1">
      <div className="flex justify-between gap-3 text-sm">
        <span id={id}>{label}</span>
        <span className="text-muted">{said}</span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
        aria-valuetext={said}
        className="bg-sunken border-edge h-3 overflow-hidden rounded-full border"
      >
        <div className="bg-accent h-full transition-[width]" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  )
}
