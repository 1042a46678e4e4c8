import { useId, useState } from 'react'
import { Icon } from '../../design/icon.tsx'
import { Notice } from '../../design/notice.tsx'
import { importWords } from '../../messages/import.ts'
import { useWords } from '../../words/language.tsx'
import type { Chosen } from './use-import.ts'

const tenMegabytes = 10_485_760

type ChooseFileProps = { readonly chosen: Chosen | null; readonly onChosen: (file: Chosen) => void }

/** With the mouse, the keyboard or a drop: it is one label around the browser's own field. */
export function ChooseFile({ chosen, onChosen }: ChooseFileProps) {
  const words = useWords(importWords)
  const id = useId()
  const [wrong, setWrong] = useState<'tooLarge' | 'notText' | null>(null)
  const [over, setOver] = useState(false)
  const read = async (file: File | undefined) => {
    if (!file) return
    if (file.size > tenMegabytes) return setWrong('tooLarge')
    const content = await textOf(file)
    if (content === null) return setWrong('notText')
    setWrong(null)
    onChosen({ name: file.name, size: file.size, content })
  }
  return (
    <div className="grid grid-cols-1 gap-2">
      <label
        htmlFor={id}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault()
          setOver(false)
          void read(event.dataTransfer.files[0])
        }}
        className={`focus-within:outline-accent grid cursor-pointer justify-items-center gap-1 rounded-lg border-2 border-dashed px-4 py-8 text-center focus-within:outline-2 focus-within:outline-offset-2 ${over ? 'border-accent bg-accent-soft' : 'border-edge'}`}
      >
        <Icon name="import" size={32} className="text-muted" />
        <span className="font-medium">
          {chosen ? words.chosen(chosen.name, sizeText(chosen.size, words.unit)) : words.choose}
        </span>
        <span className="text-muted text-sm">{chosen ? words.another : words.drop}</span>
        <input
          id={id}
          type="file"
          accept=".json,.yaml,.yml,.txt"
          className="sr-only"
          onChange={event => {
            void read(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </label>
      {wrong ? (
        <Notice tone="bad" alert>
          {words[wrong]}
        </Notice>
      ) : null}
    </div>
  )
}

const sizeText = (size: number, unit: string): string => `${Math.max(1, Math.round(size / 1024))}\u00a0${unit}`

async function textOf(file: File): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    // Not UTF-8: a picture, or the wrong file.
    return null
  }
}
