import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Flag, UpdateFlag } from '../../../../contracts/flags.ts'
import { ask } from '../../../data/api-client.ts'
import { forget } from '../../../data/queries.ts'
import { type FormState, useForm } from '../../../design/forms/form.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagsWords } from '../../../messages/flags.ts'
import { useWords } from '../../../words/language.tsx'
import { type Glass, pastApproval, whole } from '../break-glass.tsx'
import { flagAnswers, usePlace, waits } from '../environment.ts'
import { type Draft, type Drafted, draftedOf, draftOf } from './definition-draft.ts'

type Values = { readonly draft: Draft; readonly reason: string; readonly glass: Glass }
export type DefinitionForm = {
  readonly form: FormState<Values>
  /** What would be saved; undefined while some text is no JSON. */
  readonly drafted: Drafted | undefined
  readonly isChanged: boolean
  /** Somebody else changed the flag since. */
  readonly isBehind: boolean
  readonly reload: () => void
}

const fresh = (flag: Flag): Values => ({ draft: draftOf(flag), reason: '', glass: whole })
/** As a draft of it would be written. */
const shape = (flag: Flag): string => JSON.stringify(draftedOf(draftOf(flag), flag))

/** What is typed of a definition, against what is in force. */
export function useDefinitionForm(flag: Flag): DefinitionForm {
  const words = useWords(flagsWords)
  const { place } = usePlace()
  const toasts = useToasts()
  const client = useQueryClient()
  const [known, setKnown] = useState(flag)
  const form = useForm<Values>(fresh(flag), async ({ draft, reason, glass }) => {
    const drafted = draftedOf(draft, known)
    if (!drafted) return
    const query = { ...place, ...pastApproval(glass), revision: known.revision }
    const body = { ...drafted, ...(reason.trim() ? { reason } : {}) }
    const saved = await ask(UpdateFlag, { params: { key: flag.key }, query, body })
    forget(client, ...flagAnswers)
    // What waits is shown as a request; here stands what is in force.
    const next = waits(saved) ? known : saved
    setKnown(next)
    form.reset(fresh(next))
    toasts.done(waits(saved) ? words.requested : words.saved(flag.key))
  })
  const drafted = draftedOf(form.values.draft, known)
  const isChanged = JSON.stringify(drafted) !== shape(known)
  const isBehind = flag.revision !== known.revision
  const reload = () => {
    setKnown(flag)
    form.reset(fresh(flag))
  }
  return { form, drafted, isChanged, isBehind, reload }
}
