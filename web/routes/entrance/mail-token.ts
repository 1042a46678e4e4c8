import { useState } from 'react'

/** The secret of a letter, from behind the #. It is taken out of the address, so that it stays in no history. */
export function useMailToken(): string {
  const [token] = useState(() => {
    const found = location.hash.slice(1)
    if (found) history.replaceState(history.state, '', location.pathname + location.search)
    return found
  })
  return token
}
