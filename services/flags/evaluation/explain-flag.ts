import type { Explanation } from '../../../contracts/flags/flag-evaluation.ts'
import type { FlagMessages } from '../../../contracts/messages/en/tables/flags.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { word } from '../../../contracts/messages/words.ts'
import { inEach } from '../../../kit/messages/languages.ts'
import { CompiledFlag, type FlagSource } from './compile-flag.ts'
import { evaluatedOf } from './evaluate-flags.ts'
import type { Outcome } from './outcome.ts'
import type { CompileOptions } from './rules/compile-rule.ts'
import type { Step } from './rules/evaluation.ts'
import { shortened } from './rules/shortened.ts'
import { compileSegments, type Snapshot } from './snapshot.ts'

const mostSteps = 500

/** Evaluates a flag, or a draft, once more and slowly, to say what each part of the rule came to. */
export function explainFlag(
  snapshot: Snapshot,
  source: FlagSource,
  context: Readonly<Record<string, unknown>>,
  now: number,
): Explanation {
  const steps: Step[] = []
  const around: CompileOptions['around'] = (rule, path, node) => (evaluation, data) => {
    const value = rule(evaluation, data)
    if (steps.length < mostSteps) steps.push({ path, rule: shortened(node), value: shortened(value ?? null) })
    return value
  }
  const segments = compileSegments(snapshot.source.segments, around)
  const traced = new CompiledFlag(source, { segments, around }, snapshot.source.metadata)
  const evaluation = snapshot.evaluation(context, now)
  const outcome = traced.evaluate(evaluation)
  const prerequisites = source.prerequisites.map(({ flag: other, variants }) => {
    const variant = snapshot.outcomeOf(other, snapshot.evaluation(context, now))?.parts.variant ?? null
    return { flag: other, wanted: [...variants], variant, met: variant !== null && variants.includes(variant) }
  })
  const unmet =
    source.definition.state === 'ENABLED' && !source.override ? prerequisites.find(({ met }) => !met) : undefined
  const decided_by = deciderOf(traced, outcome, unmet !== undefined)
  const { variant = '', error } = outcome.parts
  const sentenceIn = (language: Language) => {
    const because = (error && word(error, language)) ?? source.override?.lease ?? unmet?.flag ?? ''
    return tables[language].flags.explained[decided_by]({ flag: source.key, variant, because })
  }
  return {
    result: evaluatedOf(outcome),
    decided_by,
    sentence: inEach(sentenceIn),
    steps,
    prerequisites,
  }
}

type Decider = keyof FlagMessages['explained']

function deciderOf({ source }: CompiledFlag, { parts }: Outcome, unmet: boolean): Decider {
  if (parts.reason === 'DISABLED') return 'disabled'
  if (source.override) return 'lease'
  if (parts.error_code !== undefined) return 'broken'
  if (unmet) return 'prerequisite'
  if (parts.reason === 'TARGETING_MATCH') return 'targeting'
  return parts.variant === undefined ? 'no_default' : 'default'
}
