import { placeName } from '../definitions/flag.ts'
import type { Work } from '../work.ts'
import { loadPlace } from './load-environment.ts'

/**
 * What other processes on the same database have changed. Every change of an environment makes its revision grow: one
 * small question shows whether there is something to read.
 */
export async function followPlaces(work: Work): Promise<void> {
  const stored = await work.environments.environments()
  const names = new Set(stored.map(({ project, name }) => placeName({ project, environment: name })))
  const known = work.board.places().map(({ environment }) => environment)
  const isGone = known.some(({ project, name }) => !names.has(placeName({ project, environment: name })))
  const isOther = stored.some(({ project, name, revision }) => {
    return work.board.at({ project, environment: name })?.environment.revision !== revision
  })
  if (isGone || isOther) await work.store.transaction(() => takeOver(work))
}

/** In a transaction, so that no change of our own comes between what is read and what is shown. */
async function takeOver(work: Work): Promise<void> {
  const stored = await work.environments.environments()
  const gone = new Map(
    work.board
      .places()
      .map(({ environment: { project, name } }) => [`${project}/${name}`, { project, environment: name }]),
  )
  for (const environment of stored) {
    const place = { project: environment.project, environment: environment.name }
    gone.delete(placeName(place))
    if (work.board.at(place)?.environment.revision === environment.revision) continue
    const loaded = await loadPlace(work, environment)
    work.store.afterCommit(() => work.board.put(place, loaded))
  }
  for (const place of gone.values()) work.store.afterCommit(() => work.board.remove(place))
  lookAgain(work)
}

/** What they have planned, and what an incident has made of a flag there, is carried out by whoever is there then. */
export function lookAgain({ agenda }: Work): void {
  agenda.set('leases', 0)
  agenda.set('rollouts', 0)
}
