import { ExportFlags } from '../../../contracts/flag-documents.ts'
import { flagsWords } from '../../../contracts/messages/console/flags.ts'
import { ask } from '../../data/ask.ts'
import { download } from '../../data/download.ts'
import type { Problem } from '../../data/problem.ts'
import { Button } from '../../design/button.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { useToasts } from '../../design/toast.tsx'
import { useWords } from '../../words/language.tsx'
import { useSay } from '../../words/say-problem.ts'
import { ImportFlagsForm } from './import-flags.tsx'
import { MakeFlag } from './make-flag.tsx'
import { usePlace } from './place.ts'

/** A file out, a file in, and a new flag. */
export function FlagTools() {
  const words = useWords(flagsWords)
  const { place, mayEdit } = usePlace()
  const toasts = useToasts()
  const say = useSay()
  const [importing, startImport, endImport] = useOpen()
  const [making, make, made] = useOpen()
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
          <Button look="primary" icon="plus" onClick={make}>
            {words.make}
          </Button>
          <Dialog open={importing} onClose={endImport} title={words.importTitle} shape="wide">
            <ImportFlagsForm onDone={endImport} />
          </Dialog>
          <Dialog open={making} onClose={made} title={words.make}>
            <MakeFlag onDone={made} />
          </Dialog>
        </>
      ) : null}
    </>
  )
}
