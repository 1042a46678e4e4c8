import { type Static, Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { Duration } from '../../../kit/config/schema/duration.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { attempt, down, unknown, up, type Verdict } from './kind/attempt.ts'
import { defineCheckKind, type ProbeContext } from './kind/kind.ts'

const Settings = Type.Object(
  {
    every: Duration({ minimum: 1, description: 'How often the job reports.' }),
    grace: Type.Optional(
      Duration({ description: 'How late it may be; a tenth of every when left out, at least 5 s, at most 1 h.' }),
    ),
  },
  { additionalProperties: false },
)
type Settings = Static<typeof Settings>

export const heartbeat = defineCheckKind({
  kind: 'heartbeat',
  summary: 'Waits for a job to report over HTTP, and says when it is late or reports a failure.',
  schema: Settings,
  passive: true,
  address: () => null,
  probe: (settings, context) => attempt(context, async () => evaluated(settings, context)),
})

function evaluated({ every, grace }: Settings, { beat, watched_since, clock }: ProbeContext): Verdict {
  const now = clock.now()
  const every_ms = every * 1000
  const grace_ms = (grace ?? Math.min(3_600, Math.max(5, every / 10))) * 1000
  if (beat?.failed) return down(say('heartbeat.failed', { time: { ms: now - beat.at } }))
  const last = beat?.at ?? watched_since
  const due = last + every_ms + grace_ms
  if (now <= due) return beat ? up : unknown(say('heartbeat.waiting'))
  const silence = { time: { ms: now - last }, every: { ms: every_ms } }
  // Nobody was there to hear it: it gets its grace again before it is called late.
  if (due < watched_since && now <= watched_since + grace_ms) return unknown(say('heartbeat.unwatched', silence))
  return down(
    beat ? say('heartbeat.late', { ...silence, last: { at: iso(beat.at) } }) : say('heartbeat.never', silence),
  )
}
