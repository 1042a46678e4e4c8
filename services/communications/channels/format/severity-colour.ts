import type { Message } from '../../notifications/message.ts'

export type Severity = 'trouble' | 'unsure' | 'good' | 'plain'

export const severityColour: Readonly<Record<Severity, string>> = {
  trouble: '#b42318',
  unsure: '#b54708',
  good: '#067647',
  plain: '#344054',
}

export function severityOf({ kind, impact }: Message): Severity {
  if (kind === 'resolved') return 'good'
  if (kind === 'test' || kind === 'updated' || kind === 'acknowledged' || impact === 'none') return 'plain'
  return kind === 'flapping' || impact === 'minor' ? 'unsure' : 'trouble'
}
