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
import { IconButton } from '../../design/button.tsx'
import { Confirm } from '../../design/dialog.tsx'
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

type OrdersProps = {
  readonly row: Pick<CheckedComponent, 'name' | 'check' | 'component'>
  readonly orders: CheckActionsOf
  readonly onArchive: (check: Check) => void
  readonly onEditComponent: (component: Component) => void
}

export function CheckActions({ row: { name, check, component }, orders, onArchive, onEditComponent }: OrdersProps) {
  const words = useWords(checksWords)
  const { actions, named } = useWords(frameWords)
  const may = useMay()
  const navigate = useNavigate()
  const origin = check?.origin ?? component?.origin
  const owned = origin === 'file'
  const edit = () => {
    if (check) void navigate({ to: '/checks/$id/edit', params: { id: check.component.slug } })
    else if (component) onEditComponent(component)
  }
  const items: MenuItem[] = [
    ...(check && may('responder')
      ? [{ label: words.orders.run, icon: 'play', disabled: check.paused, onSelect: () => orders.run(check) } as const]
      : []),
    ...(check ? [{ label: words.file.copy, icon: 'copy', onSelect: () => orders.copyYaml(check) } as const] : []),
    ...(may('admin') && owned
      ? [{ label: words.orders.ownedByFile, icon: 'lock', disabled: true, onSelect: () => undefined } as const]
      : []),
    ...(may('admin') && !owned ? changes() : []),
  ]
  if (items.length === 0) return null
  return <Menu trigger={<IconButton label={named(actions, name)} icon="more" />} items={items} />

  function changes(): MenuItem[] {
    const all: MenuItem[] = [{ label: words.orders.edit, icon: 'edit', onSelect: edit }]
    if (check) {
      all.push(
        check.paused
          ? { label: words.orders.resume, icon: 'play', onSelect: () => orders.resume(check) }
          : { label: words.orders.pause, icon: 'pause', onSelect: () => orders.pause(check) },
        { label: words.orders.archive, icon: 'trash', danger: true, onSelect: () => onArchive(check) },
      )
    } else if (component) {
      all.push({
        label: words.orders.archive,
        icon: 'trash',
        danger: true,
        onSelect: () => orders.archiveComponent(component),
      })
    }
    return all
  }
}

export const checkAnswers = [ListChecks, GetCheck, ListResults, ListComponents, GetCheckDefinition] as const

export type CheckActionsOf = ReturnType<typeof useCheckActions>

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

  const run = (check: Check) =>
    runs.mutate(paramsOf(check), {
      onSuccess: ({ state, reason, reason_i18n, response_ms }) => {
        const time = response_ms === null ? '' : format.milliseconds(response_ms)
        const more = reason === null ? time : sayReason(reason, reason_i18n)
        const text = [named(check.name, signal[state]), more].filter(Boolean).join(' · ')
        if (state === 'up') toasts.done(text)
        else toasts.error(text)
      },
    })
  const pause = (check: Check) =>
    pauses.mutate(paramsOf(check), {
      onSuccess: () => toasts.done(words.orders.paused(check.name), () => resumes.mutate(paramsOf(check))),
    })
  const resume = (check: Check) =>
    resumes.mutate(paramsOf(check), { onSuccess: () => toasts.done(words.orders.resumed(check.name)) })
  const archiveComponent = ({ id, name, group, critical, depends_on }: Component) =>
    archives.mutate(
      { params: { id } },
      {
        onSuccess: () =>
          toasts.done(words.orders.archived(name), () =>
            revives.mutate({ body: { name, group, critical, depends_on } }),
          ),
      },
    )
  const copyYaml = async ({ id }: Check) => {
    try {
      const { yaml } = await callApi(GetCheckDefinition, { params: { id } })
      await copyText(yaml)
      toasts.done(words.file.copied)
    } catch (thrown) {
      toasts.error(say(thrown as Problem))
    }
  }
  return { run, pause, resume, archiveComponent, copyYaml, isRunning: runs.isPending }
}

/** Its secrets are gone with it, so this is asked first instead of offering to undo it. */
export function ArchiveCheck({ check, onDone }: { check: Check | null; onDone: (archived: boolean) => void }) {
  const words = useWords(checksWords).orders
  const toasts = useToasts()
  const archive = useApiMutation(DeleteCheck, { changes: [ListChecks, ListComponents] })
  const confirm = () => {
    if (!check) return
    archive.mutate(
      { params: { id: check.id } },
      {
        onSuccess: () => {
          toasts.done(words.archived(check.name))
          onDone(true)
        },
      },
    )
  }
  return (
    <Confirm
      open={check !== null}
      onClose={() => onDone(false)}
      title={words.archiveTitle(check?.name ?? '')}
      action={words.archive}
      busy={archive.isPending}
      onConfirm={confirm}
    >
      <p>{words.archiveText}</p>
    </Confirm>
  )
}
