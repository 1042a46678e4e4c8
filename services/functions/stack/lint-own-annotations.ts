import { type Message, say } from '../../../contracts/messages/words.ts'
import { goDuration } from '../runners/go-duration.ts'
import type { FunctionSpec } from './stack.ts'

const yesOrNo = ['true', 'false']
/** Our annotations that take one of a few words. */
const words: Readonly<Record<string, readonly string[]>> = {
  'vigie.catch_up': ['none', 'last', 'all'],
  'vigie.overlap': ['skip', 'queue', 'cancel', 'allow'],
  'vigie.files': ['data', 'depot'],
  'vigie.public': yesOrNo,
  'vigie.network': yesOrNo,
  'vigie.dry_run': yesOrNo,
  'vigie.enabled': yesOrNo,
}
const durations: ReadonlySet<string> = new Set(['vigie.catch_up_window', 'vigie.jitter', 'vigie.grace'])
/** Their values are judged where they are used. */
const others: ReadonlySet<string> = new Set([
  'vigie.publish',
  'vigie.on',
  'vigie.when',
  'vigie.time_zone',
  'vigie.component',
])

export type Fault = { readonly message: Message; readonly mend: Message }

/** Annotations of ours that nobody reads, or whose value is none: the usual one would be in force without a word. */
export function ownFaults({ annotations }: Pick<FunctionSpec, 'annotations'>): Fault[] {
  return Object.entries(annotations)
    .filter(([key]) => key.startsWith('vigie.'))
    .flatMap(([key, value]) => faultOf(key, value))
}

function faultOf(key: string, value: string): Fault[] {
  const known = words[key]
  if (known) {
    if (known.includes(value)) return []
    return [
      { message: say('functions.lint.own-word', { key, value }), mend: say('functions.mend.own-word', { known }) },
    ]
  }
  if (durations.has(key)) {
    if (goDuration(value) !== undefined) return []
    return [{ message: say('functions.lint.own-duration', { key, value }), mend: say('functions.mend.own-duration') }]
  }
  if (others.has(key)) return []
  const all = [...Object.keys(words), ...durations, ...others]
  return [{ message: say('functions.lint.own-unknown', { key }), mend: say('functions.mend.own-word', { known: all }) }]
}
