import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { FlagEnvironment, FlagProject } from '../../../contracts/flag-governance.ts'
import { Button, IconButton } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Badge } from '../../design/status.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { mainPlace, placeSearch } from '../flags/environment.ts'
import { DeleteEnvironment } from './delete-environment.tsx'
import { EditEnvironment, MakeEnvironment } from './environment-form.tsx'

type Doing = { readonly what: 'edit' | 'remove'; readonly environment: FlagEnvironment }

export function EnvironmentList({ project }: { project: FlagProject }) {
  const words = useWords(flagProjectsWords)
  const { environments, my_role } = project
  const [making, make, made] = useOpen()
  const [doing, setDoing] = useState<Doing | null>(null)
  const done = () => setDoing(null)
  const add =
    my_role === 'owner' ? (
      <Button small icon="plus" onClick={make}>
        {words.makeEnvironment}
      </Button>
    ) : null
  return (
    <Card title={words.environments} actions={environments.length > 0 ? add : null}>
      {environments.length === 0 ? (
        <EmptyState icon="component" title={words.noEnvironments} action={add}>
          {words.noEnvironmentsText}
        </EmptyState>
      ) : (
        <ul className="divide-line grid divide-y">
          {environments.map(environment => (
            <EnvironmentRow
              key={environment.name}
              environment={environment}
              onDo={my_role === 'owner' ? what => setDoing({ what, environment }) : undefined}
            />
          ))}
        </ul>
      )}
      <Dialog open={making} onClose={made} title={words.makeEnvironment}>
        <MakeEnvironment project={project} onDone={made} />
      </Dialog>
      <Dialog
        open={doing?.what === 'edit'}
        onClose={done}
        title={doing ? words.editEnvironment(doing.environment.title) : ''}
      >
        {doing ? <EditEnvironment environment={doing.environment} onDone={done} /> : null}
      </Dialog>
      {doing?.what === 'remove' ? <DeleteEnvironment environment={doing.environment} onClose={done} /> : null}
    </Card>
  )
}

type RowProps = {
  readonly environment: FlagEnvironment
  /** Left out: whoever looks may change nothing. */
  readonly onDo: ((what: Doing['what']) => void) | undefined
}

function EnvironmentRow({ environment, onDo }: RowProps) {
  const words = useWords(flagProjectsWords)
  const { project, name, title, flags, approval } = environment
  const isMain = project === mainPlace.project && name === mainPlace.environment
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-48">
        <span className="font-medium wrap-anywhere">{title}</span>
        <div className="text-muted flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <code className="break-all">{name}</code>
          <Link
            to="/flags"
            search={placeSearch({ project, environment: name }) as never}
            className="link"
            aria-label={words.flagsIn(flags, title)}
          >
            {words.flags(flags)}
          </Link>
        </div>
      </div>
      {approval ? (
        <Badge tone="accent" icon="people">
          {words.secondPerson}
        </Badge>
      ) : null}
      {onDo ? (
        <div className="flex items-center gap-1">
          <IconButton label={words.editEnvironment(title)} icon="edit" onClick={() => onDo('edit')} />
          {isMain ? null : (
            <IconButton label={words.removeEnvironment(title)} icon="trash" onClick={() => onDo('remove')} />
          )}
        </div>
      ) : null}
    </li>
  )
}
