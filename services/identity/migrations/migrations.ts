import { createAudit } from '../../../kit/audit/audit-table.ts'
import type { Migrations } from '../../../kit/store/store.ts'
import { createAccounts } from './0001-create-accounts.ts'
import { giveKeysOwners } from './0003-give-keys-owners.ts'
import { createDevices } from './0004-create-devices.ts'

export const migrations: Migrations = {
  '0001-create-accounts': createAccounts,
  '0002-create-audit': createAudit,
  '0003-give-keys-owners': giveKeysOwners,
  '0004-create-devices': createDevices,
}
