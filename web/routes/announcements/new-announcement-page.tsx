import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Announce, type AnnouncementLevel, ListAnnouncements, ListBanners } from '../../../contracts/announcements.ts'
import { ListComponents } from '../../../contracts/incidents.ts'
import { ask } from '../../data/api-client.ts'
import { forget, useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { useForm } from '../../design/forms/form.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { useToasts } from '../../design/toast.tsx'
import { announcementsWords } from '../../messages/announcements.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { AnnouncementForm } from './announcement-form.tsx'
import { DraftPreview } from './draft-preview.tsx'

export type Draft = {
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
  const toasts = useToasts()
  const client = useQueryClient()
  const navigate = useNavigate()
  const components = useAnswer(ListComponents, { query: { limit: 500 } })
  const [asking, askFirst, close] = useOpen()
  const form = useForm(nothing, async draft => {
    await ask(Announce, { body: bodyOf(draft) })
    forget(client, ListAnnouncements, ListBanners)
    toasts.done(words.published)
    await navigate({ to: '/announcements' as string })
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
    ...{ title, message, level, state, banner },
    ...(component ? { component } : {}),
    ...(banner && starts_at ? { starts_at } : {}),
    ...(banner && ends_at ? { ends_at } : {}),
  }
}
