import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { type Flag, GetFlag } from '../../../contracts/flags.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Icon } from '../../design/icon.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded, Skeleton } from '../../design/query-result.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { AboutFlag } from './about-flag.tsx'
import { DefinitionEditor } from './editor/definition-editor.tsx'
import { usePlace } from './environment.ts'
import { FlagProblems } from './flag-problems.tsx'
import { FlagState } from './flag-state.tsx'
import { FlagSwitch } from './flag-switch.tsx'
import { FlagUsage } from './flag-usage.tsx'
import { WaitingChanges } from './waiting-changes.tsx'

const ExplainFlagForm = lazy(() => import('./explain-flag.tsx').then(module => ({ default: module.ExplainFlagForm })))
const FlagHistory = lazy(() => import('./flag-history.tsx').then(module => ({ default: module.FlagHistory })))

export function FlagPage() {
  const { pages } = useWords(navigationWords)
  const { key = '' } = useParams({ strict: false }) as { readonly key?: string }
  const { place, placeTitle, mayEdit, search } = usePlace()
  const flag = useAnswer(GetFlag, { params: { key }, query: place })
  const found = flag.data
  return (
    <>
      <PageHeader
        above={
          <>
            <Link to="/flags" search={search as never} className="link">
              {pages.flags}
            </Link>
            {placeTitle ? ` · ${placeTitle}` : null}
          </>
        }
        title={key}
        intro={found?.description}
        actions={found && mayEdit && found.origin !== 'file' ? <FlagSwitch flag={found} /> : null}
      />
      <Loaded answer={flag} lines={8}>
        {one => (
          <FlagMatters key={`${one.environment} ${one.key}`} flag={one} mayEdit={mayEdit && one.origin !== 'file'} />
        )}
      </Loaded>
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
