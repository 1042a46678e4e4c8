import { cronTopic, listOf } from '../stack/schedules.ts'
import type { FunctionSpec } from '../stack/stack.ts'

type Annotated = Pick<FunctionSpec, 'annotations'>

/** What a function listens to: the annotation `topic`, divided by commas. */
export const topicsOf = ({ annotations }: Annotated): string[] =>
  listOf(annotations.topic).filter(topic => topic !== cronTopic)

/** Where each successful answer of a function goes. */
export const publishedBy = ({ annotations }: Annotated): string[] => listOf(annotations['vigie.publish'])

/** `*` is one word, `>` all that follow. Source: https://docs.nats.io/nats-concepts/subjects */
export function matchesSubject(pattern: string, subject: string): boolean {
  const words = subject.split('.')
  const wanted = pattern.split('.')
  const rest = wanted.indexOf('>')
  if (rest >= 0 ? words.length <= rest : words.length !== wanted.length) return false
  return wanted.slice(0, rest < 0 ? undefined : rest).every((word, i) => word === '*' || word === words[i])
}
