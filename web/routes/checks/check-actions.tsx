import { useNavigate } from '@tanstack/react-router'
import {
  type Component,
  CreateComponent,
  DeleteComponent,
  ListComponents,
} from '../../../contracts/incidents/incidents.ts'
import { GetCheckDefinition, PauseCheck, ResumeCheck } from '../../../contracts/monitor/check-authoring.ts'
import {
  type Check,
  DeleteCheck,
  GetCheck,
  ListChecks,
  ListResults,
  RunCheck,
} from '../../../contracts/monitor/monitor.ts'
import { callApi } from '../../data/api-client.ts'
import { copyText } from '../../data/copy-text.ts'
import type { Problem } from '../../data/problem.ts'
import { useApiMutation } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { ConfirmCall } from '../../design/actions/call-button.tsx'
import { IconButton } from '../../design/button.tsx'
import { Menu, type MenuItem } from '../../design/menu.tsx'
import { useToasts } from '../../design/toast.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { stateWords } from '../../messages/states.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useProblemText } from '../../words/say-problem.ts'
import { useMessageText } from '../../words/worded.ts'
import type { CheckedComponent } from '../components/component-rows.ts'

export function CheckActions({
  row: { name, check, component },
  orders,
  onArchive,
  onEditComponent,
}: {
  row: Pick<CheckedComponent, 'name' | 'check' | 'component'>
  orders: ReturnType<typeof useCheckActions>
  onArchive: (check: Check) => void
  onEditComponent: (component: Component) => void
}) {
  const words = useWords(checksWords)
  const { actions, named } = useWords(frameWords)
  const may = useMay()
  const navigate = useNavigate()
  const isOwned = (check?.origin ?? component?.origin) === 'file'
  const isMine = may('admin') && !isOwned
  const items = [
    check &&
      may('responder') &&
      item({ label: words.orders.run, icon: 'play', disabled: check.paused, onSelect: () => orders.run(check) }),
    check && item({ label: words.file.copy, icon: 'copy', onSelect: () => orders.copyYaml(check) }),
    may('admin') &&
      isOwned &&
      item({ label: words.orders.ownedByFile, icon: 'lock', disabled: true, onSelect: () => undefined }),
    isMine &&
      item({
        label: words.orders.edit,
        icon: 'edit',
        onSelect: () => {
          if (check) void navigate({ to: '/checks/$id/edit', params: { id: check.component.slug } })
          else if (component) onEditComponent(component)
        },
      }),
    isMine && check?.paused && item({ label: words.orders.resume, icon: 'play', onSelect: () => orders.resume(check) }),
    isMine &&
      check?.paused === false &&
      item({ label: words.orders.pause, icon: 'pause', onSelect: () => orders.pause(check) }),
    isMine &&
      item({
        label: words.orders.archive,
        icon: 'trash',
        danger: true,
        onSelect: () => {
          if (check) onArchive(check)
          else if (component) orders.archiveComponent(component)
        },
      }),
  ]
  if (!items.some(Boolean)) return null
  return <Menu trigger={<IconButton label={named(actions, name)} icon="more" />} items={items} />
}

const item = (one: MenuItem): MenuItem => one

export const checkAnswers = [ListChecks, GetCheck, ListResults, ListComponents, GetCheckDefinition] as const

export function useCheckActions() {
  const words = useWords(checksWords)
  const { signal } = useWords(stateWords)
  const { named } = useWords(frameWords)
  const format = useFormat()
  const toasts = useToasts()
  const say = useProblemText()
  const sayReason = useMessageText()
  const changes = [...checkAnswers]
  const runs = useApiMutation(RunCheck, { changes })
  const pauses = useApiMutation(PauseCheck, { changes })
  const resumes = useApiMutation(ResumeCheck, { changes })
  const archives = useApiMutation(DeleteComponent, { changes: [ListComponents] })
  const revives = useApiMutation(CreateComponent, { changes: [ListComponents] })
  const paramsOf = ({ id }: Check) => ({ params: { id } })
  const done = (text: string, undo?: () => void) => ({ onSuccess: () => toasts.done(text, undo) })
  return {
    isRunning: runs.isPending,
    run: (check: Check) =>
      runs.mutate(paramsOf(check), {
        onSuccess: ({ state, reason, reason_i18n, response_ms }) => {
          const time = response_ms === null ? '' : format.milliseconds(response_ms)
          const more = reason === null ? time : sayReason(reason, reason_i18n)
          const text = [named(check.name, signal[state]), more].filter(Boolean).join(' · ')
          if (state === 'up') toasts.done(text)
          else toasts.error(text)
        },
      }),
    pause: (check: Check) => {
      const resume = () => resumes.mutate(paramsOf(check))
      pauses.mutate(paramsOf(check), done(words.orders.paused(check.name), resume))
    },
    resume: (check: Check) => resumes.mutate(paramsOf(check), done(words.orders.resumed(check.name))),
    archiveComponent: ({ id, name, group, critical, depends_on }: Component) => {
      const revive = () => revives.mutate({ body: { name, group, critical, depends_on } })
      archives.mutate({ params: { id } }, done(words.orders.archived(name), revive))
    },
    copyYaml: async ({ id }: Check) => {
      try {
        const { yaml } = await callApi(GetCheckDefinition, { params: { id } })
        await copyText(yaml)
        toasts.done(words.file.copied)
      } catch (thrown) {
        toasts.error(say(thrown as Problem))
      }
    },
  }
}

/** Its secrets are gone with it, so this is asked first instead of offering to undo it. */
export function ArchiveCheck({ check, onDone }: { check: Check | null; onDone: (archived: boolean) => void }) {
  const words = useWords(checksWords).orders
  if (check === null) return null
  return (
    <ConfirmCall
      onClose={() => onDone(false)}
      title={words.archiveTitle(check.name)}
      action={words.archive}
      text={words.archiveText}
      operation={DeleteCheck}
      input={{ params: { id: check.id } }}
      changes={[ListChecks, ListComponents]}
      done={words.archived(check.name)}
      onDone={() => onDone(true)}
    />
  )
}
