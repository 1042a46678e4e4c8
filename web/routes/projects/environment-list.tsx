import {
  DeleteFlagEnvironment,
  type FlagEnvironment,
  type FlagProject,
  ListFlagProjects,
  PutFlagEnvironment,
} from '../../../contracts/flags/flag-governance.ts'
import { callApi } from '../../data/api-client.ts'
import { useApiMutation, useSuccess } from '../../data/queries.ts'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { IconButton } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Confirm, TypedConfirm, useOpen } from '../../design/dialog.tsx'
import { CheckboxField, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { Badge } from '../../design/status.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { flagsWords } from '../../messages/flags.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { environmentSearch, mainPlace, waits } from '../flags/environment.ts'
import { Guarded, isGuarded } from './guarded.tsx'
import { TitledFields, unnamed } from './titled-fields.tsx'

export function EnvironmentList({ project }: { project: FlagProject }) {
  const words = useWords(flagProjectsWords)
  const { environments, my_role } = project
  const isOwner = my_role === 'owner'
  const add = isOwner ? (
    <DialogButton small icon="plus" label={words.makeEnvironment}>
      {close => <CreateEnvironmentForm project={project} onDone={close} />}
    </DialogButton>
  ) : null
  return (
    <Card title={words.environments} actions={environments.length > 0 ? add : null}>
      {environments.length === 0 ? (
        <EmptyState icon="component" title={words.noEnvironments} action={add} text={words.noEnvironmentsText} />
      ) : (
        <ul className="divide-line grid divide-y">
          {environments.map(environment => (
            <EnvironmentRow key={environment.name} environment={environment} isOwner={isOwner} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function EnvironmentRow({ environment, isOwner }: { environment: FlagEnvironment; isOwner: boolean }) {
  const words = useWords(flagProjectsWords)
  const { project, name, title, flags, approval } = environment
  const [removing, remove, kept] = useOpen()
  const isMain = project === mainPlace.project && name === mainPlace.environment
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-48">
        <span className="font-medium wrap-anywhere">{title}</span>
        <div className="text-muted flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <code className="break-all">{name}</code>
          <TextLink
            to="/flags"
            search={environmentSearch({ project, environment: name })}
            aria-label={words.flagsIn(flags, title)}
            label={words.flags(flags)}
          />
        </div>
      </div>
      {approval ? <Badge tone="accent" icon="people" label={words.secondPerson} /> : null}
      {isOwner ? (
        <div className="flex items-center gap-1">
          <DialogButton bare icon="edit" label={words.editEnvironment(title)}>
            {close => <EditEnvironment environment={environment} onDone={close} />}
          </DialogButton>
          {isMain ? null : <IconButton label={words.removeEnvironment(title)} icon="trash" onClick={remove} />}
          {removing ? <DeleteEnvironment environment={environment} onClose={kept} /> : null}
        </div>
      ) : null}
    </li>
  )
}

/** Empty, or with the flags of another one. */
function CreateEnvironmentForm({ project, onDone }: { project: FlagProject; onDone: () => void }) {
  const words = useWords(flagProjectsWords)
  const success = useSuccess()
  // `environment`: as the server calls the field.
  const fresh = { ...unnamed, environment: '', copy_from: '', approval: false }
  const send = async ({ title, environment, copy_from, approval }: typeof fresh) => {
    const body = { title, approval, create: true, ...(copy_from ? { copy_from } : {}) }
    await callApi(PutFlagEnvironment, { params: { project: project.name, environment }, body })
    success(words.environmentMade(title), ListFlagProjects)
    onDone()
  }
  const form = useForm(fresh, send)
  return (
    <Form form={form} action={words.makeEnvironment} onCancel={onDone}>
      <TitledFields form={form} name="environment" />
      {project.environments.length > 0 ? (
        <SelectField
          label={words.begin}
          {...form.field('copy_from')}
          choices={[
            { value: '', label: words.empty },
            ...project.environments.map(({ name, title }) => ({ value: name, label: words.copyOf(title) })),
          ]}
        />
      ) : null}
      <CheckboxField label={words.approval} hint={words.approvalHint} {...form.field('approval')} />
    </Form>
  )
}

function EditEnvironment({ environment, onDone }: { environment: FlagEnvironment; onDone: () => void }) {
  const words = useWords(flagProjectsWords)
  const { save } = useWords(frameWords)
  const { requested } = useWords(flagsWords)
  const success = useSuccess()
  const { project, name, title, approval } = environment
  const form = useForm({ title, approval }, async body => {
    const answer = await callApi(PutFlagEnvironment, { params: { project, environment: name }, body })
    success(waits(answer) ? requested : words.environmentSaved(body.title), ListFlagProjects)
    onDone()
  })
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <TextField label={words.title} hint={words.queryKeyOf(name)} required maxLength={200} {...form.field('title')} />
      <CheckboxField label={words.approval} hint={words.approvalHint} {...form.field('approval')} />
    </Form>
  )
}

/** What holds flags takes them with it: then its name has to be typed. */
function DeleteEnvironment({ environment, onClose }: { environment: FlagEnvironment; onClose: () => void }) {
  const words = useWords(flagProjectsWords)
  const { delete: action } = useWords(frameWords)
  const { project, name, title, flags } = environment
  const removing = useApiMutation(DeleteFlagEnvironment, {
    changes: [ListFlagProjects],
    done: words.removed(title),
    onDone: onClose,
  })
  const shared = {
    onClose,
    action,
    title: words.removeTitle(title),
    busy: removing.isPending,
    onConfirm: () =>
      removing.mutate({ params: { project, environment: name }, query: flags > 0 ? { with_flags: true } : {} }),
  }
  if (isGuarded(environment)) return <Guarded title={shared.title} environment={environment} onClose={onClose} />
  if (flags === 0) {
    return (
      <Confirm open {...shared}>
        <p>{words.removeEnvironmentText}</p>
      </Confirm>
    )
  }
  return (
    <TypedConfirm {...shared} name={name} label={words.type(name)}>
      <p>{words.removeFlags(flags)}</p>
      <p>{words.historyStays}</p>
    </TypedConfirm>
  )
}
