import type { FlagProblem } from '../../../contracts/flags/flags.ts'
import { say } from '../../../contracts/messages/words.ts'
import { compileSegment } from '../evaluation/compile-flag.ts'
import { type CompiledSegment, RuleProblem } from '../evaluation/rules/compile-rule.ts'
import { error, hint, isObject, pathTo, warning } from './check-definition.ts'

/** Shared rules that refer to each other in a circle, to nothing, or cannot be compiled. */
export function segmentProblems(rules: ReadonlyMap<string, unknown>): FlagProblem[] {
  const refers = new Map([...rules].map(([name, rule]) => [name, referencesIn(rule)]))
  const circle = cycleProblem(refers)
  if (circle) return [circle]
  const compiled = new Map<string, CompiledSegment>()
  return dependencyOrder(refers).flatMap(name => {
    const path = pathTo('$evaluators', name)
    const unknown = [...(refers.get(name) ?? [])].find(other => !rules.has(other))
    if (unknown !== undefined) {
      const name = unknown.slice(0, 200)
      return [warning(path, say('flag.rule-unknown', { name, hint: hint(unknown, [...rules.keys()]) }))]
    }
    try {
      compiled.set(name, compileSegment(rules.get(name), { segments: compiled }, path))
      return []
    } catch (thrown) {
      if (!(thrown instanceof RuleProblem)) throw thrown
      return [warning(thrown.path, thrown.problem)]
    }
  })
}

export function cycleProblem(refers: ReadonlyMap<string, ReadonlySet<string>>): FlagProblem | null {
  const circle = findCycle(refers)
  if (!circle) return null
  return error(pathTo('$evaluators', circle[0] ?? ''), say('flag.rule-circle', { way: circle.join(' → ') }))
}

const references = new WeakMap<object, ReadonlySet<string>>()

/** Names behind `$ref` anywhere in a rule; rules are never changed, so each is searched once. */
export function referencesIn(rule: unknown): ReadonlySet<string> {
  if (typeof rule !== 'object' || rule === null) return new Set()
  const known = references.get(rule) ?? searched(rule)
  references.set(rule, known)
  return known
}

function searched(rule: object): ReadonlySet<string> {
  const found = new Set<string>()
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const part of node) walk(part)
    else if (isObject(node)) {
      for (const [name, part] of Object.entries(node)) {
        if (name === '$ref' && typeof part === 'string') found.add(part)
        else walk(part)
      }
    }
  }
  walk(rule)
  return found
}

/** The names of one circle, its first name again at the end; null when there is none. */
export function findCycle(refers: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | null {
  const done = new Set<string>()
  const way = new Set<string>()
  const walk = (name: string): readonly string[] | null => {
    if (way.has(name)) return [...[...way].slice([...way].indexOf(name)), name]
    if (done.has(name)) return null
    way.add(name)
    for (const other of refers.get(name) ?? []) {
      const circle = walk(other)
      if (circle) return circle
    }
    way.delete(name)
    done.add(name)
    return null
  }
  for (const name of refers.keys()) {
    const circle = walk(name)
    if (circle) return circle
  }
  return null
}

/** Deeper than a rule can be: each reference is an operation. */
const deepestReference = 1_000

/** Those that others refer to come first; of a circle, in any order. */
export function dependencyOrder(refers: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const order = new Set<string>()
  const begun = new Set<string>()
  const put = (name: string, depth: number): void => {
    if (begun.has(name) || depth > deepestReference) return
    begun.add(name)
    for (const other of refers.get(name) ?? []) if (refers.has(other)) put(other, depth + 1)
    order.add(name)
  }
  for (const name of refers.keys()) put(name, 0)
  return [...order]
}
