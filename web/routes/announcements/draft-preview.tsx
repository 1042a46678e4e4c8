import { useEffect, useRef, useState } from 'react'
import { PreviewBanner, PreviewLetter } from '../../../contracts/announcements.ts'
import { Card } from '../../design/card.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { announcementsWords } from '../../messages/announcements.ts'
import { type Language, useLocale, useWords } from '../../words/language.tsx'
import type { Draft } from './new-announcement-page.tsx'

type PreviewProps = { readonly draft: Draft; readonly component: string | undefined }

/** What people will see, written by the very code that will write it. */
export function DraftPreview({ draft, component }: PreviewProps) {
  const { preview: words, form } = useWords(announcementsWords)
  const mine = useLocale().language
  const [language, setLanguage] = useState<Language>(mine)
  const [shown, show] = useState('letter')
  const fields = {
    title: draft.title.trim() || form.untitled,
    message: draft.message.trim() || form.unwritten,
    level: draft.level,
    language,
    ...(component ? { component } : {}),
  }
  const letter = <Frame title={words.letterFrame} action={PreviewLetter.path} fields={fields} />
  const page = draft.banner ? (
    <Frame title={words.pageFrame} action={PreviewBanner.path} fields={fields} />
  ) : (
    <p className="text-muted">{words.noBanner}</p>
  )
  return (
    <Card title={words.title}>
      <div className="mb-3 max-w-56">
        <SelectField
          label={words.language}
          value={language}
          onChange={value => setLanguage(value as Language)}
          choices={Object.entries(words.languages).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <Tabs
        label={words.title}
        value={shown}
        onChange={show}
        tabs={[
          { id: 'letter', label: words.letter, content: letter },
          { id: 'page', label: words.page, content: page },
        ]}
      />
    </Card>
  )
}

type FrameProps = { readonly title: string; readonly action: string; readonly fields: Readonly<Record<string, string>> }

const settleMs = 500

/**
 * A form sends the draft into a frame that may do nothing. Each draft has a frame of its own: the first page of a frame
 * adds nothing to the way back.
 */
function Frame({ title, action, fields }: FrameProps) {
  const sent = JSON.stringify(fields)
  const [settled, settle] = useState(sent)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => settle(sent), settleMs)
    return () => clearTimeout(timer)
  }, [sent])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new draft is sent again
  useEffect(() => form.current?.submit(), [settled])
  const name = `preview${action}`
  return (
    <>
      <form ref={form} method="post" action={action} target={name} hidden>
        {Object.entries(JSON.parse(settled) as FrameProps['fields']).map(([field, value]) => (
          <input key={field} type="hidden" name={field} value={value} />
        ))}
      </form>
      <iframe
        key={settled}
        name={name}
        title={title}
        sandbox=""
        className="border-line h-[34rem] w-full rounded-md border bg-white"
      />
    </>
  )
}
