import { Button } from './button.tsx'
import { EmptyState } from './empty-state.tsx'

type Props = {
  readonly words: { readonly noneFits: string; readonly noneFitsText: string; readonly showAll: string }
  readonly onShowAll: () => void
}

/** There is something, but the filters leave none of it: the way back is to take them away. */
export function NoneFits({ words, onShowAll }: Props) {
  return (
    <EmptyState icon="search" title={words.noneFits} action={<Button onClick={onShowAll}>{words.showAll}</Button>}>
      {words.noneFitsText}
    </EmptyState>
  )
}
