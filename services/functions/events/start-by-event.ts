import { say } from '../../../contracts/messages/words.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { type Reaction, react } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { derivedRunId, firstIdOf } from '../runs/run-id.ts'
import { inputOf } from '../runs/run-input.ts'
import { isWanted, knownEvents, reactingOf } from './reactions.ts'

type Deps = Pick<Made, 'functions' | 'runs' | 'stored' | 'clock'>

/** A function that its own reaction starts again would do so for ever: so often, of one thing, it is not. */
const mostOfOneThing = 20
const withinMs = 600_000

export const reactionsOf = (deps: Deps): Reaction[] =>
  Object.entries(knownEvents).map(([name, event]) => react(event, said => startByEvent(deps, name, said)))

/** Every function that waits for it, once, however often the event arrives. Its runs are of one chain: that of the thing. */
async function startByEvent({ functions, runs, stored, clock }: Deps, name: string, event: Envelope): Promise<void> {
  const body = JSON.stringify(event)
  for (const { spec } of functions.all()) {
    const reacting = reactingOf(spec)
    if (!reacting.events.includes(name) || !isWanted(reacting, body)) continue
    const wanted = {
      id: derivedRunId(Date.parse(event.time), `${spec.name} ${event.id}`),
      function: spec.name,
      trigger: 'event',
      input: inputOf(body, { 'content-type': 'application/cloudevents+json', 'x-topic': event.type }),
      correlation_id: event.subject,
      reference: event.id,
    } as const
    const since = firstIdOf(iso(clock.now() - withinMs))
    const chain = { function: spec.name, correlation_id: event.subject, since }
    if (reacting.isDryRun) await runs.leave(wanted, say('functions.dry-run'))
    else if ((await stored.count(chain, mostOfOneThing)) < mostOfOneThing) await runs.accept(wanted)
    else await runs.leave(wanted, say('functions.event-circle', { count: mostOfOneThing }))
  }
}
