import { ListProviderEvents, ListProviders, type Provider, RefreshProvider } from '../../../contracts/providers.ts'
import { useOrder } from '../../data/queries.ts'
import { useToasts } from '../../design/toast.tsx'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'
import { useTranslated } from '../../words/translated.ts'

export function useRefreshProvider() {
  const words = useWords(providersWords)
  const say = useTranslated('providers')
  const toasts = useToasts()
  const refresh = useOrder(RefreshProvider, { changes: [ListProviders, ListProviderEvents] })
  const run = ({ id }: Pick<Provider, 'id'>) =>
    refresh.mutate(
      { query: { provider: id } },
      {
        onSuccess: ({ name, state, reason }) => {
          const text = words.refreshed(name, words.states[state])
          if (reason && state === 'unknown') toasts.error(`${text} · ${say(reason)}`)
          else toasts.done(text)
        },
      },
    )
  return { run, busy: refresh.isPending }
}
