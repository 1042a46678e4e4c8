import { lazy } from 'react'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'

const CreateFlagForm = lazy(() => import('./create-flag.tsx').then(module => ({ default: module.CreateFlagForm })))

export function MakeFlagButton() {
  const words = useWords(flagsWords)
  return (
    <DialogButton variant="primary" icon="plus" label={words.make}>
      {close => <CreateFlagForm onDone={close} />}
    </DialogButton>
  )
}
