import { GetCheckDefinition, PauseCheck, ResumeCheck } from '../../../contracts/check-work.ts'
import { type Component, CreateComponent, DeleteComponent, ListComponents } from '../../../contracts/incidents.ts'
import { type Check, GetCheck, ListChecks, ListResults, RunCheck } from '../../../contracts/monitor.ts'
import { ask } from '../../data/api-client.ts'
import { copyText } from '../../data/copy-text.ts'
import type { Problem } from '../../data/problem.ts'
import { useOrder } from '../../data/queries.ts'
import { useToasts } from '../../design/toast.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { stateWords } from '../../messages/states.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useSay } from '../../words/say-problem.ts'
import { useWorded } from '../../words/worded.ts'

export const checkAnswers = [ListChecks, GetCheck, ListResults, ListComponents, GetCheckDefinition] as const

export type CheckOrdersOf = ReturnType<typeof useCheckOrders>

export function useCheckOrders() {
  const words = useWords(checksWords)
  const { signal } = useWords(stateWords)
  const { named } = useWords(frameWords)
  const format = useFormat()
  const toasts = useToasts()
  const say = useSay()
  const sayReason = useWorded()
  const changes = [...checkAnswers]
  const runs = useOrder(RunCheck, { changes })
  const pauses = useOrder(PauseCheck, { changes })
  const resumes = useOrder(ResumeCheck, { changes })
  const archives = useOrder(DeleteComponent, { changes: [ListComponents] })
  const revives = useOrder(CreateComponent, { changes: [ListComponents] })
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
      const { yaml } = await ask(GetCheckDefinition, { params: { id } })
      await copyText(yaml)
      toasts.done(words.file.copied)
    } catch (thrown) {
      toasts.error(say(thrown as Problem))
    }
  }
  return { run, pause, resume, archiveComponent, copyYaml, isRunning: runs.isPending }
}
