import { useMutation } from '@tanstack/react-query'
import type { AuditRecord } from '../../../contracts/audit.ts'
import { ListAudit } from '../../../contracts/identity.ts'
import { ask } from '../../data/api-client.ts'
import { now } from '../../data/clock.ts'
import { download } from '../../data/download.ts'
import type { Problem } from '../../data/problem.ts'
import { Button } from '../../design/button.tsx'
import { useToasts } from '../../design/toast.tsx'
import { auditWords } from '../../messages/audit.ts'
import { useWords } from '../../words/language.tsx'
import { useSay } from '../../words/say-problem.ts'
import type { AuditQuery } from './use-audit-filters.ts'

const most = 20_000

/** What the filters show, all pages of it, as JSON Lines: one record a line. */
export function ExportAudit({ query }: { query: AuditQuery }) {
  const words = useWords(auditWords)
  const toasts = useToasts()
  const say = useSay()
  const exporting = useMutation<readonly AuditRecord[], Problem>({
    mutationFn: () => readAll(query),
    onError: problem => toasts.error(say(problem)),
    onSuccess: records => {
      const day = new Date(now()).toISOString().slice(0, 10)
      const lines = records.map(record => `${JSON.stringify(record)}\n`).join('')
      download(`vigie-audit-${day}.jsonl`, lines, 'application/jsonl')
      toasts.done((records.length < most ? words.exported : words.exportCut)(records.length))
    },
  })
  return (
    <Button icon="import" busy={exporting.isPending} onClick={() => exporting.mutate()}>
      {words.export}
    </Button>
  )
}

async function readAll(query: AuditQuery): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = []
  let cursor: string | undefined
  do {
    const page = await ask(ListAudit, { query: { ...query, limit: 500, cursor } })
    found.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor && found.length < most)
  return found
}
