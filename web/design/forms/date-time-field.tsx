import { useState } from 'react'
import { dateWords } from '../../messages/dates.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { momentOf, wallTime } from '../../words/wall-clock.ts'
import { TextField } from './field.tsx'

type DateTimeProps = {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly optional?: boolean
  readonly required?: boolean
  /** ISO 8601 UTC, or empty. */
  readonly value: string
  readonly onChange: (value: string) => void
  /** Instead of that of whoever reads. */
  readonly timeZone?: string
}

/** The browser's own picker, in the time zone of whoever reads; says which one that is. */
export function DateTimeField({ value, onChange, timeZone, hint, ...rest }: DateTimeProps) {
  const words = useWords(dateWords)
  const locale = useLocale()
  const zone = timeZone ?? locale.timeZone
  // While a part of it is missing it is no moment yet, and must stay as it was typed.
  const [typed, setTyped] = useState<string | null>(null)
  const shown = value ? wallTime(value, zone) : ''
  return (
    <TextField
      {...rest}
      type="datetime-local"
      hint={hint ? `${hint} ${words.zone(zone)}` : words.zone(zone)}
      value={typed ?? shown}
      onChange={text => {
        const moment = momentOf(text, zone)
        setTyped(moment === null ? text : null)
        onChange(moment ?? '')
      }}
    />
  )
}
