import type { Work } from '../work.ts'
import { addAccount, requireGoodPassword } from './manage-users.ts'

const operator = { id: 'configuration', kind: 'operator', name: 'configuration' }

/** Once, when there is nobody yet: the one that the configuration or `VIGIE_ADMIN_EMAIL` names. */
export async function makeFirstAdministrator(work: Work): Promise<void> {
  const { admin_email: email, admin_password: password } = work.config()
  if (email === undefined || password === undefined || !(await work.accounts.isEmpty())) return
  requireGoodPassword(password, email)
  const password_hash = await work.passwords.hash(password)
  const name = email.split('@')[0] ?? email
  await work.store.transaction(() => addAccount(work, operator, { email, name, role: 'admin', password_hash }))
  work.log.info({ email }, 'first administrator made')
}
