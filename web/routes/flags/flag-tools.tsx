import { lazy, Suspense } from 'react'
import { ExportFlags } from '../../../contracts/flag-documents.ts'
import { ask } from '../../data/api-client.ts'
import { download } from '../../data/download.ts'
import type { Problem } from '../../data/problem.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { Skeleton } from '../../design/query-result.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { useSay } from '../../words/say-problem.ts'
import { MakeFlagButton } from './create-flag-button.tsx'
import { usePlace } from './environment.ts'

const ImportFlagsForm = lazy(() => import('./import-flags.tsx').then(module => ({ default: module.ImportFlagsForm })))

/** A file out, a file in, and a new flag. */
export function FlagTools() {
  const words = useWords(flagsWords)
  const { place, mayEdit } = usePlace()
  const toasts = useToasts()
  const say = useSay()
  const [importing, startImport, endImport] = useOpen()
  const save = () =>
    ask(ExportFlags, { query: place }).then(
      document =>
        download(`${place.project}-${place.environment}.flagd.json`, `${JSON.stringify(document, null, 2)}\n`),
      (problem: Problem) => toasts.error(say(problem)),
    )
  return (
    <>
      <Button icon="export" onClick={save}>
        {words.export}
      </Button>
      {mayEdit ? (
        <>
          <Button icon="import" onClick={startImport}>
            {words.import}
          </Button>
          <MakeFlagButton />
          <Dialog open={importing} onClose={endImport} title={words.importTitle} shape="wide">
            <Suspense fallback={<Skeleton />}>
              <ImportFlagsForm onDone={endImport} />
            </Suspense>
          </Dialog>
        </>
      ) : null}
    </>
  )
}
