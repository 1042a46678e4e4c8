import { useQueryClient } from '@tanstack/react-query'
import { UpdateMe } from '../../../contracts/identity.ts'
import type { Input } from '../../../contracts/operation.ts'
import { ask } from '../../data/api-client.ts'
import { meOptions } from '../../data/session.ts'
import { useToasts } from '../../design/toast.tsx'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'

/** Saves a part of what is mine, and shows it at once. */
export function useSaveMe(): (change: Input<typeof UpdateMe>['body'], said?: string) => Promise<void> {
  const client = useQueryClient()
  const toasts = useToasts()
  const { saved } = useWords(frameWords)
  return async (body, said = saved) => {
    const me = await ask(UpdateMe, { body })
    client.setQueryData(meOptions.queryKey, me)
    toasts.done(said)
  }
}
