import { useEffect, useState } from 'react'

const settleMs = 300

/** What is typed, passed on when the typing pauses: for searches that ask the server. */
export function useDebounced(
  value: string,
  onPause: (text: string) => void,
): { text: string; type: (text: string) => void } {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onPause(text), settleMs)
    return () => clearTimeout(timer)
  })
  return { text, type: setText }
}
