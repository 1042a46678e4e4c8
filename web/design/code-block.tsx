import { useState } from 'react'
import { copyText } from '../data/copy-text.ts'
import { frameWords } from '../messages/frame.ts'
import { useWords } from '../words/language.tsx'
import { Button } from './button.tsx'

type CodeProps = {
  readonly code: string
  readonly label: string
  /** For what is typed by hand: all of it is seen, on as many lines as it takes. */
  readonly wrap?: boolean
}

/** Text for a program, with a button that copies it. */
export function CodeBlock({ code, label, wrap = false }: CodeProps) {
  const words = useWords(frameWords)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(code)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <figure className="border-line relative min-w-0 rounded-md border" aria-label={label}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long code is scrolled with the keyboard
        tabIndex={0}
        className={`bg-sunken max-h-96 overflow-auto rounded-md p-3 font-mono text-sm ${wrap ? 'pr-32 break-all whitespace-pre-wrap' : 'pr-24 whitespace-pre'}`}
      >
        {code}
      </pre>
      <div className="absolute top-1.5 right-1.5">
        <Button small icon={copied ? 'tick' : 'copy'} onClick={copy}>
          <span aria-live="polite">{copied ? words.copied : words.copy}</span>
        </Button>
      </div>
    </figure>
  )
}
