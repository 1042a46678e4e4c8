import { useEffect, useState } from 'react'

const settleMs = 300

/** What is typed, told when the typing pauses: for searches that ask the server. */
export function useSettled(
  value: string,
  tell: (text: string) => void,
): { text: string; type: (text: string) => void } {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => tell(text), settleMs)
    return () => clearTimeout(timer)
  })
  return { text, type: setText }
}
