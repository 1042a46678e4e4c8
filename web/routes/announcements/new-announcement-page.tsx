import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import {
  Announce,
  type AnnouncementLevel,
  ListAnnouncements,
  ListBanners,
  PreviewBanner,
  PreviewLetter,
} from '../../../contracts/communications/announcements.ts'
import type { Input } from '../../../contracts/operation.ts'
import { callApi } from '../../data/api-client.ts'
import { useComponents } from '../../data/components.ts'
import { pathOf } from '../../data/path-of.ts'
import { useSuccess } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { DateTimeField } from '../../design/forms/date-time-field.tsx'
import { CheckboxField, choicesOf, RadioField, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../design/forms/form.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { announcementsWords } from '../../messages/announcements.ts'
import { type Language, useLocale, useWords } from '../../words/language.tsx'
import { ComponentField } from '../components/component-field.tsx'

const nothing = {
  title: '',
  message: '',
  level: 'info' as AnnouncementLevel,
  state: 'info' as NonNullable<Input<typeof Announce>['body']['state']>,
  component: '',
  banner: true,
  starts_at: '',
  ends_at: '',
}
type Draft = typeof nothing

export function NewAnnouncementPage() {
  const { form: words } = useWords(announcementsWords)
  const success = useSuccess()
  const navigate = useNavigate()
  const [asking, askFirst, close] = useOpen()
  const form = useForm(nothing, async draft => {
    await callApi(Announce, { body: bodyOf(draft) })
    success(words.published, ListAnnouncements, ListBanners)
    await navigate({ to: '/announcements' })
  })
  const publish = async () => {
    close()
    await form.submit()
  }
  return (
    <>
      <PageHeader page="newAnnouncement" intro={words.intro} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Card>
          <AnnouncementForm form={{ ...form, submit: async () => askFirst() }} />
        </Card>
        <DraftPreview draft={form.values} />
      </div>
      <Confirm
        open={asking}
        onClose={close}
        title={words.confirmTitle}
        action={words.publish}
        busy={form.busy}
        onConfirm={publish}
        text={words.confirmText}
      />
    </>
  )
}

function bodyOf({ title, message, level, state, component, banner, starts_at, ends_at }: Draft) {
  return {
    title,
    message,
    level,
    state,
    banner,
    ...(component ? { component } : {}),
    ...(banner && starts_at ? { starts_at } : {}),
    ...(banner && ends_at ? { ends_at } : {}),
  }
}

function AnnouncementForm({ form }: { form: FormState<Draft> }) {
  const { form: words, levels } = useWords(announcementsWords)
  return (
    <Form form={form} action={words.publish}>
      <TextField label={words.title} required maxLength={300} {...form.field('title')} />
      <TextArea label={words.message} required rows={6} maxLength={10_000} {...form.field('message')} />
      <RadioField
        label={words.level}
        choices={(['info', 'warning', 'critical'] satisfies AnnouncementLevel[]).map(value => ({
          value,
          label: levels[value],
          hint: words.levelHints[value],
        }))}
        {...form.field('level')}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label={words.state} choices={choicesOf(words.states)} {...form.field('state')} />
        <ComponentField label={words.component} none={words.anyComponent} {...form.field('component')} />
      </div>
      <Banner form={form} />
    </Form>
  )
}

function Banner({ form }: { form: FormState<Draft> }) {
  const { values } = form
  const { form: words } = useWords(announcementsWords)
  return (
    <>
      <CheckboxField label={words.banner} {...form.field('banner')} />
      {values.banner ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <DateTimeField label={words.starts} hint={words.startsHint} optional {...form.field('starts_at')} />
          <DateTimeField label={words.ends} hint={words.endsHint} optional {...form.field('ends_at')} />
        </div>
      ) : null}
    </>
  )
}

/** What people will see, written by the very code that will write it. */
function DraftPreview({ draft }: { draft: Draft }) {
  const { preview: words, form } = useWords(announcementsWords)
  const mine = useLocale().language
  const component = useComponents().find(({ slug }) => slug === draft.component)?.name
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
          onChange={setLanguage}
          choices={choicesOf(words.languages)}
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
      <form ref={form} method="post" action={pathOf(action)} target={name} hidden>
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
