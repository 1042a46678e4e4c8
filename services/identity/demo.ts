import { demoStory } from '../../contracts/demo.ts'
import { AuditStore } from '../../kit/audit/audit-store.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { DemoPart } from '../../kit/service/demo.ts'
import { newAccount } from './accounts/account.ts'
import { AccountStore } from './accounts/account-store.ts'
import { Passwords } from './accounts/passwords.ts'
import { readableCode } from './accounts/secret.ts'
import { saveAccount } from './audit/record-change.ts'

/** The invented team; all of it signs in with one password, which is made now and said once. */
export const demo: DemoPart = async ({ store, publish, settings, clock, now }) => {
  const story = demoStory({ now, language: settings.language })
  const deps = { accounts: new AccountStore(store), audit: new AuditStore(store), publish, clock }
  const password = readableCode(4)
  const password_hash = await new Passwords().hash(password)
  await store.transaction(async () => {
    for (const { id, name, email, role } of story.people) {
      const account = newAccount({ id, email, name, role, state: 'active', password_hash, created_at: iso(now) })
      const after = { ...account, followed_components: story.components.slice(0, 2).map(({ slug }) => slug) }
      await saveAccount(deps, { id, kind: 'user', name }, { action: 'user.created', before: null, after })
    }
  })
  return [`${story.admin.email}`, password]
}
