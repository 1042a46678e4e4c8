import { ImportFile } from '../../../contracts/imports.ts'
import { parseBody } from '../../../kit/http/body/parse-body.ts'
import { serveParts } from '../../../kit/worker-pool/serve-task.ts'
import type { ImportOrder, ImportPart } from './import-file.ts'
import { planImport } from './plan-import.ts'

/** They become checks together, in one commit; more at a time would keep others waiting. */
const rowsAtATime = 10

/** Files of ten megabytes, YAML among them. */
serveParts(function* ({ body, watched }: ImportOrder): Generator<ImportPart> {
  const { format, content, dry_run = false } = parseBody(ImportFile, body)
  if (format === 'statuspage') {
    yield { history: Buffer.from(JSON.stringify({ content, dry_run })) }
    return
  }
  const { rows, notes } = planImport(format, content, new Set(watched))
  yield { dry_run, notes, rows: [] }
  for (let from = 0; from < rows.length; from += rowsAtATime) {
    yield { dry_run, notes: [], rows: rows.slice(from, from + rowsAtATime) }
  }
})
