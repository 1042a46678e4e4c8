import { useEffect, useState } from 'react'

/** The secret of a letter, from behind the #. It is taken out of the address, so that it stays in no history. */
export function useMailToken(): string {
  const [token, setToken] = useState(takeToken)
  useEffect(() => {
    // The link was opened where this page stood already: the browser changes the address and loads nothing.
    const takeNext = () => setToken(before => takeToken() || before)
    addEventListener('hashchange', takeNext)
    return () => removeEventListener('hashchange', takeNext)
  }, [])
  return token
}

function takeToken(): string {
  const found = location.hash.slice(1)
  if (found) history.replaceState(history.state, '', location.pathname + location.search)
  return found
}
