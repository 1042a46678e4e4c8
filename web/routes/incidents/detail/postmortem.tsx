import { useQueryClient } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import {
  GetPostmortem,
  SavePostmortem,
  type Postmortem as Written,
} from '../../../../contracts/incidents/incident-collaboration.ts'
import type { Incident } from '../../../../contracts/incidents/incidents.ts'
import { download } from '../../../data/download.ts'
import { invalidate, useApiMutation, useApiQuery } from '../../../data/queries.ts'
import { useMay } from '../../../data/session.ts'
import { Button } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { CodeBlock } from '../../../design/code-block.tsx'
import { Dialog, useOpen } from '../../../design/dialog.tsx'
import { TextArea } from '../../../design/forms/field.tsx'
import { QueryResult } from '../../../design/lists/query-result.tsx'
import { Notice } from '../../../design/notice.tsx'
import { Badge } from '../../../design/status.tsx'
import { Time } from '../../../design/time.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { frameWords } from '../../../messages/frame.ts'
import { incidentWords } from '../../../messages/incident.ts'
import { useActor } from '../../../words/actor.ts'
import { useLocale, useWords } from '../../../words/language.tsx'
import { useProblemText } from '../../../words/say-problem.ts'
import { incidentAnswers } from '../use-incident-actions.ts'

const PublishPostmortem = lazy(() =>
  import('./publish-postmortem.tsx').then(module => ({ default: module.PublishPostmortem })),
)

/** What was learned: a template from the timeline until somebody writes it. */
export function Postmortem({ incident }: { incident: Incident }) {
  const { language } = useLocale()
  const answer = useApiQuery(
    GetPostmortem,
    { params: { id: incident.id }, query: { language } },
    { staleTime: Number.POSITIVE_INFINITY },
  )
  const words = useWords(incidentWords)
  return (
    <Card title={words.tabs.postmortem}>
      <QueryResult answer={answer} lines={8}>
        {written => <Editor key={written.updated_at} incident={incident} written={written} />}
      </QueryResult>
    </Card>
  )
}

function Editor({ incident, written }: { incident: Incident; written: Written }) {
  const { postmortem: words } = useWords(incidentWords)
  const frame = useWords(frameWords)
  const responder = useMay()('responder')
  const actorName = useActor()
  const [body, setBody] = useState(written.body)
  const [publishing, open, close] = useOpen()
  const [theirs, setTheirs] = useState<Written | null>(null)
  const client = useQueryClient()
  const toasts = useToasts()
  const say = useProblemText()
  const save = useApiMutation(SavePostmortem, {
    changes: [GetPostmortem, ...incidentAnswers],
    done: words.saved,
    quiet: true,
  })
  const saveOver = ({ revision }: Written) =>
    save.mutate(
      { params: { id: incident.id }, query: { revision }, body: { body } },
      {
        onError: problem => {
          if (problem.code === 'incidents.changed-meanwhile') setTheirs(problem.present as Written)
          else toasts.error(say(problem))
        },
      },
    )
  const changed = body !== written.body
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="text-muted text-sm">
          {written.by ? words.savedBy(actorName(written.by)) : words.unsaved}
          {written.updated_at ? (
            <>
              {' · '}
              <Time at={written.updated_at} />
            </>
          ) : null}
        </span>
        {changed ? <Badge tone="warn" quiet label={words.changed} /> : null}
      </div>
      {theirs ? <Conflict theirs={theirs} onDiscard={() => invalidate(client, GetPostmortem)} /> : null}
      <TextArea
        label={words.source}
        hint={words.hint}
        rows={22}
        maxLength={200_000}
        className="font-mono text-sm"
        readOnly={!responder}
        value={body}
        onChange={setBody}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button
          icon="export"
          onClick={() => download(`${incident.number}.md`, body, 'text/markdown')}
          label={words.download}
        />
        {responder ? (
          <>
            <Button
              icon="megaphone"
              disabled={changed || !written.saved}
              title={changed || !written.saved ? words.saveFirst : undefined}
              onClick={open}
              label={words.publish}
            />
            <Button
              variant="primary"
              busy={save.isPending}
              disabled={body.trim() === ''}
              onClick={() => saveOver(theirs ?? written)}
              label={theirs ? words.keepMine : frame.save}
            />
          </>
        ) : null}
      </div>
      <Dialog open={publishing} onClose={close} title={words.publish} shape="wide">
        <PublishPostmortem incident={incident} body={written.body} onDone={close} />
      </Dialog>
    </div>
  )
}

/** Somebody else saved while this was written: both texts are there to choose from, or to copy from. */
function Conflict({ theirs, onDiscard }: { theirs: Written; onDiscard: () => void }) {
  const { postmortem: words } = useWords(incidentWords)
  const name = useActor()(theirs.by ?? '')
  return (
    <Notice tone="warn">
      <div className="grid gap-2">
        <p>{words.conflict(name)}</p>
        <CodeBlock label={words.theirs(name)} code={theirs.body} wrap />
        <Button onClick={onDiscard} label={words.takeTheirs} />
      </div>
    </Notice>
  )
}
