import { demoStory } from '../../contracts/demo.ts'
import { Metrics } from '../../kit/metrics/metrics.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { DemoPart } from '../../kit/service/demo.ts'
import { newAccount } from './accounts/account.ts'
import { readableCode } from './accounts/secret.ts'
import { saveAccount } from './audit/record-change.ts'
import type { Config } from './config.ts'
import { workOn } from './work.ts'

/** The invented team; all of it signs in with one password, which is made now and said once. */
export const demo: DemoPart = async ({ store, publish, config, settings, clock, log, now }) => {
  const story = demoStory({ now, language: settings.language })
  const { identity } = config as Config
  const work = workOn({ store, publish, clock, log, settings, config: () => identity, metrics: new Metrics() })
  const password = readableCode(4)
  const password_hash = await work.passwords.hash(password)
  await store.transaction(async () => {
    for (const { id, name, email, role } of story.people) {
      const account = newAccount({ id, email, name, role, state: 'active', password_hash, created_at: iso(now) })
      const after = { ...account, followed_components: story.components.slice(0, 2).map(({ slug }) => slug) }
      await saveAccount(work, { id, kind: 'user', name }, { action: 'user.created', before: null, after })
    }
  })
  return [`${story.admin.email}`, password]
}
