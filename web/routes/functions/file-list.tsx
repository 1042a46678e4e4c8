import { type InboxFile, ListFiles, ReleaseFile, ReplayFile } from '../../../contracts/functions/files.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useMay } from '../../data/session.ts'
import { CallButton } from '../../design/actions/call-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { ButtonRow } from '../../design/button.tsx'
import type { IconName } from '../../design/icon.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import type { Tone } from '../../design/notice.tsx'
import { Badge } from '../../design/status.tsx'
import { inboxFilesWords } from '../../messages/inbox-files.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

type State = InboxFile['state']
const shown = ['processed', 'held', 'failed', 'duplicate'] as const
const signs: Readonly<Record<State, { readonly tone: Tone; readonly icon: IconName }>> = {
  waiting: { tone: 'unknown', icon: 'slow' },
  processing: { tone: 'accent', icon: 'play' },
  processed: { tone: 'ok', icon: 'tickCircle' },
  held: { tone: 'hold', icon: 'pause' },
  failed: { tone: 'bad', icon: 'crossCircle' },
  duplicate: { tone: 'unknown', icon: 'copy' },
}

export function FileList() {
  const words = useWords(inboxFilesWords)
  const admin = useMay()('admin')
  const [{ state }, setFilters, filter] = useFilters({ state: oneOf(shown) })
  const query = { limit: 100, ...(state ? { state } : {}) }
  const files = usePagedQuery(ListFiles, { query }, { everyMs: () => 5_000 })
  return (
    <>
      <div className="mb-4">
        <Counters<(typeof shown)[number]>
          label={words.state}
          all={{}}
          value={state}
          onChange={next => setFilters({ state: next })}
          counters={shown.map(value => ({ value, label: words.states[value] }))}
        />
      </div>
      <TableCard
        answer={files}
        label={words.list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={admin ? file => <Orders file={file} /> : undefined}
        actionsClass="text-right"
        filter={filter}
        words={words}
        none={<EmptyState icon="import" title={words.none} text={words.noneText} />}
      />
    </>
  )
}

function useColumns(): readonly Column<InboxFile>[] {
  const words = useWords(inboxFilesWords)
  return [
    {
      header: words.name,
      cell: ({ name, participant, run_id }) => (
        <>
          {run_id === null ? name : <TextLink to="/functions" search={{ tab: 'runs', run: run_id }} label={name} />}
          <div className="text-muted text-sm">{participant}</div>
        </>
      ),
    },
    { header: words.state, cell: ({ state }) => <Badge {...signs[state]} quiet label={words.states[state]} /> },
    { header: words.rows, from: 'sm', cell: file => <Rows file={file} /> },
    { header: words.output, from: 'md', cell: ({ output }) => (output === null ? '–' : <code>{output}</code>) },
    { header: words.at, from: 'sm', time: ({ at }) => at },
  ]
}

/** The sum that must be right: what came in, and what became of it. */
function Rows({ file: { rows_in, clean, duplicate, rejected, blank } }: { file: InboxFile }) {
  const words = useWords(inboxFilesWords)
  const format = useFormat()
  if (rows_in === null) return <span className="text-muted">–</span>
  const part = (say: (text: string, count: number) => string, count: number | null) =>
    say(format.number(count ?? 0), count ?? 0)
  const parts = [
    part(words.clean, clean),
    ...(duplicate ? [part(words.duplicates, duplicate)] : []),
    ...(rejected ? [part(words.rejected, rejected)] : []),
    ...(blank ? [part(words.blank, blank)] : []),
  ]
  return (
    <>
      {format.number(rows_in)}
      <div className="text-muted text-sm">{parts.join(' + ')}</div>
    </>
  )
}

function Orders({ file: { id, state } }: { file: InboxFile }) {
  const words = useWords(inboxFilesWords)
  const call = { input: { params: { id } }, changes: [ListFiles] }
  return (
    <ButtonRow>
      {state === 'held' ? (
        <CallButton {...call} small icon="tick" label={words.release} operation={ReleaseFile} done={words.released} />
      ) : null}
      {state === 'processed' || state === 'held' || state === 'failed' ? (
        <CallButton {...call} bare="undo" label={words.replay} operation={ReplayFile} done={words.replayed} />
      ) : null}
    </ButtonRow>
  )
}
