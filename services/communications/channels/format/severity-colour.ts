import type { Message } from '../../notifications/message.ts'

export type Tone = 'trouble' | 'unsure' | 'good' | 'plain'

export const colour: Readonly<Record<Tone, string>> = {
  trouble: '#b42318',
  unsure: '#b54708',
  good: '#067647',
  plain: '#344054',
}

export function toneOf({ kind, impact }: Message): Tone {
  if (kind === 'resolved') return 'good'
  if (kind === 'test' || kind === 'updated' || kind === 'acknowledged' || impact === 'none') return 'plain'
  return kind === 'flapping' || impact === 'minor' ? 'unsure' : 'trouble'
}
