import { iso } from '../../../kit/runtime/clock.ts'
import { defaultPlace, placeName, placeOf } from '../definitions/flag.ts'
import { forcedBy } from '../leases/active-overrides.ts'
import type { Work } from '../work.ts'

/** Everything into memory; at the very first start there is one project with one environment. */
export async function loadPlaces(work: Work): Promise<void> {
  const { environments, flags, store, clock, board } = work
  if ((await environments.projects()).length === 0) {
    await store.transaction(async () => {
      await environments.putProject({ name: defaultPlace.project, title: 'Default', created_at: iso(clock.now()) })
      await environments.put({
        ...{ project: defaultPlace.project, name: defaultPlace.environment, title: 'Production' },
        ...{ revision: 1, metadata: null, extra: null, approval: false },
      })
    })
  }
  const allFlags = Map.groupBy(await flags.flags(), flag => placeName(placeOf(flag)))
  const allSegments = Map.groupBy(await flags.segments(), segment => placeName(placeOf(segment)))
  const leases = await work.leases.running()
  for (const environment of await environments.environments()) {
    const place = { project: environment.project, environment: environment.name }
    board.put(place, {
      environment,
      flags: new Map((allFlags.get(placeName(place)) ?? []).map(flag => [flag.key, flag])),
      segments: new Map((allSegments.get(placeName(place)) ?? []).map(segment => [segment.key, segment])),
      forced: forcedBy(leases.filter(lease => placeName(lease) === placeName(place))),
    })
  }
}
