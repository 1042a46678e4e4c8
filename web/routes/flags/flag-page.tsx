import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { GetEvaluationCounts } from '../../../contracts/flags/flag-governance.ts'
import { DeleteFlag, type Flag, GetFlag, UpdateFlag } from '../../../contracts/flags/flags.ts'
import { callApi } from '../../data/api-client.ts'
import { useComponentName } from '../../data/components.ts'
import { useApiQuery } from '../../data/queries.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Button } from '../../design/button.tsx'
import { Card, Facts } from '../../design/card.tsx'
import { useOpen } from '../../design/dialog.tsx'
import { TextArea, TextField } from '../../design/forms/field.tsx'
import { useForm } from '../../design/forms/form.tsx'
import { Icon } from '../../design/icon.tsx'
import { QueryResult, Skeleton } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge } from '../../design/status.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { ComponentField } from '../components/component-field.tsx'
import { ConfirmChange, FlagForm, pastApproval, whole } from './break-glass.tsx'
import { DefinitionEditor } from './editor/definition-editor.tsx'
import { flagAnswers, useEnvironmentRef, useFlagSuccess, waits } from './environment.ts'
import { FlagProblems } from './flag-problems.tsx'
import { FlagState } from './flag-state.tsx'
import { FlagSwitch } from './flag-switch.tsx'
import { WaitingChanges } from './waiting-changes.tsx'

const ExplainFlagForm = lazy(() => import('./explain-flag.tsx').then(module => ({ default: module.ExplainFlagForm })))
const FlagHistory = lazy(() => import('./flag-history.tsx').then(module => ({ default: module.FlagHistory })))

export function FlagPage() {
  const { pages } = useWords(navigationWords)
  const { key = '' } = useParams({ strict: false }) as { readonly key?: string }
  const { place, placeTitle, mayEdit, search } = useEnvironmentRef()
  const flag = useApiQuery(GetFlag, { params: { key }, query: place })
  const found = flag.data
  return (
    <>
      <PageHeader
        above={
          <>
            <TextLink to="/flags" search={search} label={pages.flags} />
            {placeTitle ? ` · ${placeTitle}` : null}
          </>
        }
        title={key}
        intro={found?.description}
        actions={found && mayEdit && found.origin !== 'file' ? <FlagSwitch flag={found} /> : null}
      />
      <QueryResult answer={flag} lines={8}>
        {one => (
          <FlagMatters key={`${one.environment} ${one.key}`} flag={one} mayEdit={mayEdit && one.origin !== 'file'} />
        )}
      </QueryResult>
    </>
  )
}

function FlagMatters({ flag, mayEdit }: { flag: Flag; mayEdit: boolean }) {
  const words = useWords(flagsWords)
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <FlagState flag={flag} />
        {flag.place ? (
          <span className="text-muted flex items-center gap-1.5">
            <Icon name="lock" size={16} />
            {words.fromFile(flag.place)}
          </span>
        ) : null}
      </div>
      <WaitingChanges flagKey={flag.key} />
      <FlagProblems problems={flag.problems} />
      <div className="grid items-start gap-5 xl:grid-cols-[3fr_2fr]">
        <DefinitionEditor flag={flag} mayEdit={mayEdit} onDraft={setDraft} />
        <div className="grid min-w-0 gap-5">
          <Suspense fallback={<Skeleton lines={6} />}>
            <ExplainFlagForm flag={flag} draft={draft} />
          </Suspense>
          <FlagUsage flag={flag} />
          <AboutFlag key={flag.revision} flag={flag} mayEdit={mayEdit} />
        </div>
      </div>
      <Card title={words.history}>
        <Suspense fallback={<Skeleton />}>
          <FlagHistory flagKey={flag.key} />
        </Suspense>
      </Card>
    </div>
  )
}

/** What people know of it: what for, whose, where it acts. */
function AboutFlag({ flag, mayEdit }: { flag: Flag; mayEdit: boolean }) {
  const words = useWords(flagsWords)
  const { save } = useWords(frameWords)
  const { place } = useEnvironmentRef()
  const success = useFlagSuccess()
  const initial = {
    description: flag.description,
    owner: flag.owner ?? '',
    tags: flag.tags.join(', '),
    component: flag.component ?? '',
    glass: whole,
  }
  const form = useForm(initial, async ({ description, owner, tags, component, glass }) => {
    const list = [...new Set(tags.split(',').map(tag => tag.trim()))].filter(Boolean)
    const body = { description, owner: owner || null, tags: list, component: component || null }
    const query = { ...place, ...pastApproval(glass) }
    success(await callApi(UpdateFlag, { params: { key: flag.key }, query, body }), words.saved(flag.key))
  })
  const isChanged = JSON.stringify({ ...form.values, glass: whole }) !== JSON.stringify(initial)
  if (!mayEdit) return <Known flag={flag} />
  return (
    <Card title={words.about} actions={<RemoveFlag flag={flag} />}>
      <FlagForm form={form} action={save} unchanged={!isChanged}>
        <TextArea label={words.description} rows={2} maxLength={2_000} {...form.field('description')} />
        <TextField label={words.owner} maxLength={200} {...form.field('owner')} />
        <TextField label={words.tags} hint={words.tagsHint} {...form.field('tags')} />
        <ComponentField
          label={words.component}
          hint={words.componentHint}
          none={words.noComponent}
          {...form.field('component')}
        />
      </FlagForm>
    </Card>
  )
}

/** For whoever changes nothing here. */
function Known({ flag: { owner, tags, component, origin } }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { none } = useWords(frameWords)
  const nameOf = useComponentName()
  return (
    <Card title={words.about}>
      <Facts
        facts={[
          [words.owner, owner || none],
          [words.tags, tags.join(', ') || none],
          [words.component, component === null ? words.noComponent : nameOf(component)],
        ]}
      />
      {origin === 'file' ? null : <p className="text-muted mt-3 text-sm">{words.onlyEditors}</p>}
    </Card>
  )
}

function RemoveFlag({ flag: { key } }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { place, search } = useEnvironmentRef()
  const navigate = useNavigate()
  const [asking, open, close] = useOpen()
  return (
    <>
      <Button small variant="danger" icon="trash" onClick={open} label={words.remove} />
      {asking ? (
        <ConfirmChange
          onClose={close}
          title={words.removeTitle(key)}
          action={words.remove}
          text={words.removeText}
          operation={DeleteFlag}
          input={past => ({ params: { key }, query: { ...place, ...past } })}
          changes={flagAnswers}
          done={words.removed(key)}
          onDone={answer => void (waits(answer) || navigate({ to: '/flags', search }))}
        />
      ) : null}
    </>
  )
}

/** How often each variant was given out, and whether the flag is still worth its place in the code. */
function FlagUsage({ flag: { key, staleness } }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const format = useFormat()
  const { place } = useEnvironmentRef()
  const counts = useApiQuery(GetEvaluationCounts, { params: { key }, query: place }, { refetchInterval: 30_000 })
  return (
    <Card title={words.usage}>
      <QueryResult answer={counts}>
        {({ hours, total }) => (
          <div className="grid gap-3">
            {staleness === 'fresh' ? null : (
              <p>
                <Badge tone="warn">{words.stale[staleness]}</Badge> {words.staleHint}
              </p>
            )}
            {total === 0 ? (
              <p className="text-muted">{words.usageNone}</p>
            ) : (
              <>
                <p>{words.usageTotal(format.number(total))}</p>
                <Shares of={sums(hours)} total={total} />
              </>
            )}
          </div>
        )}
      </QueryResult>
    </Card>
  )
}

type Hours = readonly { readonly variant: string | null; readonly count: number }[]

function sums(hours: Hours): readonly (readonly [variant: string | null, count: number])[] {
  const found = new Map<string | null, number>()
  for (const { variant, count } of hours) found.set(variant, (found.get(variant) ?? 0) + count)
  return [...found].toSorted(([, one], [, other]) => other - one)
}

function Shares({ of: shares, total }: { of: ReturnType<typeof sums>; total: number }) {
  const words = useWords(flagsWords)
  const format = useFormat()
  return (
    <ul className="grid gap-2">
      {shares.map(([variant, count]) => (
        <li key={variant ?? ''}>
          <div className="flex justify-between gap-3">
            <span>{variant === null ? <em>{words.byDefault}</em> : <code>{variant}</code>}</span>
            <span>
              {format.number(count)} <span className="text-muted">({format.percent(count / total, 0)})</span>
            </span>
          </div>
          <div className="bg-sunken mt-1 h-2 rounded-full" aria-hidden="true">
            <div className="bg-accent h-2 rounded-full" style={{ width: `${(count / total) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  )
}
