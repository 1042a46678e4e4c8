import { ListComponents } from '../../../contracts/incidents.ts'
import { type Check, DeleteCheck, ListChecks } from '../../../contracts/monitor.ts'
import { useOrder } from '../../data/queries.ts'
import { Confirm } from '../../design/dialog.tsx'
import { useToasts } from '../../design/toast.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useWords } from '../../words/language.tsx'

/** Its secrets are gone with it, so this is asked first instead of offering to undo it. */
export function ArchiveCheck({ check, onDone }: { check: Check | null; onDone: (archived: boolean) => void }) {
  const words = useWords(checksWords).orders
  const toasts = useToasts()
  const archive = useOrder(DeleteCheck, { changes: [ListChecks, ListComponents] })
  const confirm = () => {
    if (!check) return
    archive.mutate(
      { params: { id: check.id } },
      {
        onSuccess: () => {
          toasts.done(words.archived(check.name))
          onDone(true)
        },
      },
    )
  }
  return (
    <Confirm
      open={check !== null}
      onClose={() => onDone(false)}
      title={words.archiveTitle(check?.name ?? '')}
      action={words.archive}
      busy={archive.isPending}
      onConfirm={confirm}
    >
      <p>{words.archiveText}</p>
    </Confirm>
  )
}
