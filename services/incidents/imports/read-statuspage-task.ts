import { ImportStatuspage } from '../../../contracts/imports.ts'
import { parseBody } from '../../../kit/http/body/parse-body.ts'
import { serveParts } from '../../../kit/worker-pool/serve-task.ts'
import { inParts, requireStatuspageExport, type SentExport } from './statuspage-export.ts'

serveParts(function* (body: Uint8Array): Generator<SentExport> {
  const { content, dry_run = false } = parseBody(ImportStatuspage, body)
  yield { dry_run, components: [], incidents: [] }
  yield* inParts({ dry_run, ...requireStatuspageExport(content) })
})
