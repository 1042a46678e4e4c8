import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ExplainDraft, ExplainFlag, type Explanation } from '../../../contracts/flags/flag-evaluation.ts'
import type { Flag } from '../../../contracts/flags/flags.ts'
import { callApi } from '../../data/api-client.ts'
import { useDebounced } from '../../data/debounce.ts'
import type { Problem } from '../../data/problem.ts'
import { queryKeyOf } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { TextArea, TextField } from '../../design/forms/field.tsx'
import { Notice } from '../../design/notice.tsx'
import { Badge } from '../../design/status.tsx'
import { flagEditorWords } from '../../messages/flag-editor.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { useSayJsonFault } from '../../words/say-json-fault.ts'
import { useProblemText } from '../../words/say-problem.ts'
import type { Drafted } from './editor/definition-draft.ts'
import { useEnvironmentRef } from './environment.ts'
import { jsonOf } from './json-text.ts'

const example = '{ "country": "FR" }'

type ExplainFormProps = {
  readonly flag: Flag
  /** What is typed of it and not saved, as JSON; null: what is in force. */
  readonly draft: string | null
}

/** Somebody is described, and it is said at once what they get and why. */
export function ExplainFlagForm({ flag, draft }: ExplainFormProps) {
  const words = useWords(flagEditorWords)
  const { place } = useEnvironmentRef()
  const say = useProblemText()
  const sayFault = useSayJsonFault()
  const [asked, setAsked] = useState({ who: '', more: '' })
  const who = useDebounced(asked.who, text => setAsked(before => ({ ...before, who: text })))
  const more = useDebounced(asked.more, text => setAsked(before => ({ ...before, more: text })))
  const facts = jsonOf(asked.more)
  const context = { ...(facts.value as object), ...(asked.who ? { targetingKey: asked.who } : {}) }
  const input = { params: { key: flag.key }, query: place, body: { context } }
  const answer = useQuery<Explanation, Problem>({
    queryKey: [...queryKeyOf(ExplainFlag, input), flag.revision, flag.lease?.id, draft],
    queryFn: ({ signal }) => {
      if (draft === null) return callApi(ExplainFlag, input, signal)
      const drafted: Drafted = JSON.parse(draft)
      return callApi(ExplainDraft, { query: place, body: { key: flag.key, ...drafted, context } }, signal)
    },
    enabled: facts.error === undefined,
    placeholderData: before => before,
  })
  return (
    <Card title={words.explain}>
      <div className="grid gap-3">
        <p className="text-muted text-sm">{words.explainHint}</p>
        <TextField label={words.targetingKey} value={who.text} onChange={who.type} spellCheck={false} />
        <TextArea
          label={words.context}
          rows={3}
          spellCheck={false}
          className="font-mono text-sm"
          placeholder={example}
          value={more.text}
          onChange={more.type}
          error={facts.error === undefined ? undefined : words.badJson(sayFault(facts.error))}
        />
        <div aria-live="polite" className="grid gap-2">
          <p className={`text-sm ${draft === null ? 'text-muted' : 'text-warn'}`}>
            {draft === null ? words.ofSaved : words.ofDraft}
          </p>
          {answer.error ? <Notice tone="bad">{say(answer.error)}</Notice> : null}
          {answer.data && !answer.error ? <Answer explanation={answer.data} /> : null}
        </div>
      </div>
    </Card>
  )
}

function Variant({ of: name }: { of: string | null | undefined }) {
  const words = useWords(flagEditorWords)
  return name ? <code>{name}</code> : words.fallback
}

function Answer({ explanation: { result, sentence, steps, prerequisites } }: { explanation: Explanation }) {
  const words = useWords(flagEditorWords)
  const { language } = useLocale()
  const isWrong = result.errorCode !== undefined
  return (
    <div className="grid gap-3">
      <Notice tone={isWrong ? 'bad' : 'ok'}>
        <p className="font-medium">
          {words.result} <Variant of={result.variant} />
          {result.value === undefined ? null : (
            <>
              {' = '}
              <code>{JSON.stringify(result.value)}</code>
            </>
          )}
        </p>
        <p>{sentence[language]}</p>
      </Notice>
      {prerequisites.length > 0 ? (
        <ul className="grid gap-1 text-sm">
          {prerequisites.map(({ flag, wanted, variant, met }) => (
            <li key={flag}>
              <div>
                <code>{flag}</code> {words.mustGive} <code>{wanted.join(' | ')}</code>, {words.gives}{' '}
                <Variant of={variant} />
              </div>
              <Badge tone={met ? 'ok' : 'bad'} quiet label={met ? words.met : words.unmet} />
            </li>
          ))}
        </ul>
      ) : null}
      {steps.length > 0 ? (
        <details>
          <summary className="link min-h-6 w-fit text-sm">
            {words.steps} ({steps.length})
          </summary>
          <ol className="divide-line mt-2 grid divide-y font-mono text-xs">
            {steps.map(({ path, rule, value }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its position
              <li key={index} className="grid gap-0.5 py-1.5">
                <span className="text-muted">{path}</span>
                <span className="break-words">
                  {JSON.stringify(rule)} → <strong>{JSON.stringify(value)}</strong>
                </span>
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </div>
  )
}
