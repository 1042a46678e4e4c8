import { ListComponents, ListIncidents } from '../../../contracts/incidents.ts'
import { Refusal } from '../../../kit/errors.ts'
import type { Call } from '../../../kit/service.ts'
import type { Store } from '../../../kit/store.ts'
import type { CopyStore } from './copy-store.ts'

/** A copy that never heard of anything (a new service beside old data) asks once; news replaces what it is told. */
export async function askForCopies(copies: CopyStore, store: Store, call: Call): Promise<void> {
  if ((await copies.components()).length > 0) return
  try {
    const components = await call(ListComponents, { query: { limit: 500 } })
    const incidents = await call(ListIncidents, { query: { status: 'open', limit: 500 } })
    await store.transaction(async () => {
      for (const component of components.items) {
        await copies.keepComponent({ ...component, revision: -1, archived: false })
      }
      for (const incident of incidents.items) await copies.keepIncident(incident)
    })
  } catch (thrown) {
    // The owner does not answer yet: its news will come, and the next minute asks again.
    if (!(thrown instanceof Refusal)) throw thrown
  }
}
