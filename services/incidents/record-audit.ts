import { AuditRecorded } from '../../contracts/identity/audit.ts'
import { auditWriter } from '../../kit/audit/audit-record.ts'

/** Of an incident the timeline is the record of itself. */
export const recordAudit = auditWriter({
  service: 'incidents',
  event: AuditRecorded,
  silent: ['timeline', 'revision', 'evidence'],
})
