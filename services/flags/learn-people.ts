import { SyncAccess } from '../../contracts/access.ts'
import { Refusal } from '../../kit/errors.ts'
import type { Call } from '../../kit/service.ts'
import { hearPerson } from './hear-person.ts'
import type { Work } from './work.ts'

/**
 * Events only tell of people who change: those who were there before anybody listened are asked for, until identity has
 * answered once.
 */
export function learnPeople(work: Work, call: Call): () => Promise<void> {
  let isKnown = false
  return async () => {
    if (isKnown) return
    try {
      const { users } = await call(SyncAccess, { body: { since: 0, used_keys: [] } })
      const known = await work.people.revisions()
      const later = users.filter(({ id, revision }) => revision > (known.get(id) ?? -1))
      await work.store.transaction(async () => {
        for (const user of later) await hearPerson(work, user)
      })
      isKnown = true
    } catch (thrown) {
      // It is not there yet: names are missing for a while, and nothing else.
      if (!(thrown instanceof Refusal)) throw thrown
    }
  }
}
