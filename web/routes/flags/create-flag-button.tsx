import { lazy, Suspense } from 'react'
import { Button } from '../../design/button.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { Skeleton } from '../../design/lists/query-result.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'

const CreateFlagForm = lazy(() => import('./create-flag.tsx').then(module => ({ default: module.CreateFlagForm })))

export function MakeFlagButton() {
  const words = useWords(flagsWords)
  const [making, make, made] = useOpen()
  return (
    <>
      <Button variant="primary" icon="plus" onClick={make} label={words.make} />
      <Dialog open={making} onClose={made} title={words.make}>
        <Suspense fallback={<Skeleton />}>
          <CreateFlagForm onDone={made} />
        </Suspense>
      </Dialog>
    </>
  )
}
