import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createLinks: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('export_state')
      .addColumn('target', 'text', c => c.primaryKey())
      .$call(required(column.number, 'offered', 'sent', 'duplicates', 'refused', 'lost', 'backlog_bytes'))
      .$call(optional(column.number, 'lost_from', 'lost_to', 'failing_since'))
      .$call(optional('text', 'reason'))
      .execute()
    await db.schema
      .createTable('own_certificate')
      .addColumn('cloud', 'text', c => c.primaryKey())
      .$call(required('text', 'token_sha256', 'request', 'private_key'))
      .$call(optional('text', 'edge', 'certificate', 'authority', 'url', 'expires_at'))
      .execute()
    await db.schema
      .createTable('authority')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'certificate', 'private_key'))
      .execute()
    await db.schema
      .createTable('enrolment')
      .addColumn('edge', 'text', c => c.primaryKey())
      .$call(required('text', 'sha256', 'clients', 'expires_at'))
      .$call(optional('text', 'request_sha256'))
      .execute()
    await db.schema
      .createTable('link')
      .addColumn('edge', 'text', c => c.primaryKey())
      .$call(required('text', 'clients', 'fingerprint', 'expires_at'))
      .$call(
        optional(
          'text',
          'fingerprint_before',
          'revoked_at',
          'last_contact_at',
          'report',
          'silent_episode',
          'silent_since',
        ),
      )
      .$call(required(column.number, 'accepted', 'duplicates', 'refused'))
      .$call(required('integer', 'sequence'))
      .execute()
  },
}
