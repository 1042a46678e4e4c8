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
import { type Component, ListComponents } from '../../../contracts/incidents/incidents.ts'
import { callApi } from '../../data/api-client.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { DateTimeField } from '../../design/forms/date-time-field.tsx'
import { CheckboxField, RadioField, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../design/forms/form.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { announcementsWords } from '../../messages/announcements.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { type Language, useLocale, useWords } from '../../words/language.tsx'

type Draft = {
  readonly title: string
  readonly message: string
  readonly level: AnnouncementLevel
  readonly state: 'info' | 'scheduled' | 'investigating' | 'identified' | 'monitoring' | 'resolved'
  /** Slug, or empty. */
  readonly component: string
  readonly banner: boolean
  /** ISO 8601, or empty. */
  readonly starts_at: string
  readonly ends_at: string
}

const nothing: Draft = {
  title: '',
  message: '',
  level: 'info',
  state: 'info',
  component: '',
  banner: true,
  starts_at: '',
  ends_at: '',
}

export function NewAnnouncementPage() {
  const { form: words } = useWords(announcementsWords)
  const { pages } = useWords(navigationWords)
  const success = useSuccess()
  const navigate = useNavigate()
  const components = useApiQuery(ListComponents, { query: { limit: 500 } })
  const [asking, askFirst, close] = useOpen()
  const form = useForm(nothing, async draft => {
    await callApi(Announce, { body: bodyOf(draft) })
    success(words.published, ListAnnouncements, ListBanners)
    await navigate({ to: '/announcements' })
  })
  const named = components.data?.items.find(({ slug }) => slug === form.values.component)?.name
  const publish = async () => {
    close()
    await form.submit()
  }
  return (
    <>
      <PageHeader title={pages.newAnnouncement} intro={words.intro} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Card>
          <AnnouncementForm
            form={{ ...form, submit: async () => askFirst() }}
            components={components.data?.items ?? []}
          />
        </Card>
        <DraftPreview draft={form.values} component={named} />
      </div>
      <Confirm
        open={asking}
        onClose={close}
        title={words.confirmTitle}
        action={words.publish}
        busy={form.busy}
        onConfirm={publish}
      >
        <p>{words.confirmText}</p>
      </Confirm>
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

type FormProps = { readonly form: FormState<Draft>; readonly components: readonly Component[] }

function AnnouncementForm({ form, components }: FormProps) {
  const { form: words, levels } = useWords(announcementsWords)
  const { values, set, errorOf } = form
  return (
    <Form form={form} action={words.publish}>
      <TextField label={words.title} required maxLength={300} {...form.field('title')} />
      <TextArea label={words.message} required rows={6} maxLength={10_000} {...form.field('message')} />
      <RadioField
        label={words.level}
        value={values.level}
        onChange={level => set({ level })}
        choices={(['info', 'warning', 'critical'] satisfies AnnouncementLevel[]).map(value => ({
          value,
          label: levels[value],
          hint: words.levelHints[value],
        }))}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={words.state}
          value={values.state}
          onChange={state => set({ state: state as Draft['state'] })}
          choices={Object.entries(words.states).map(([value, label]) => ({ value, label }))}
          error={errorOf('state')}
        />
        <SelectField
          label={words.component}
          {...form.field('component')}
          choices={[
            { value: '', label: words.anyComponent },
            ...components.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
        />
      </div>
      <Banner form={form} />
    </Form>
  )
}

function Banner({ form }: Pick<FormProps, 'form'>) {
  const { values, set } = form
  const { form: words } = useWords(announcementsWords)
  return (
    <>
      <CheckboxField label={words.banner} checked={values.banner} onChange={banner => set({ banner })} />
      {values.banner ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <DateTimeField label={words.starts} hint={words.startsHint} optional {...form.field('starts_at')} />
          <DateTimeField label={words.ends} hint={words.endsHint} optional {...form.field('ends_at')} />
        </div>
      ) : null}
    </>
  )
}

type PreviewProps = { readonly draft: Draft; readonly component: string | undefined }

/** What people will see, written by the very code that will write it. */
function DraftPreview({ draft, component }: PreviewProps) {
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
