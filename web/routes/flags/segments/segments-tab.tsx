import { useState } from 'react'
import { DeleteSegment, ListSegments, type Segment } from '../../../../contracts/flags.ts'
import { usePages } from '../../../data/paged-query.ts'
import { useOrder } from '../../../data/queries.ts'
import { Button, IconButton } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { Confirm, Dialog, useOpen } from '../../../design/dialog.tsx'
import { EmptyState } from '../../../design/empty-state.tsx'
import { FromFile } from '../../../design/from-file.tsx'
import { Loaded, More } from '../../../design/query-result.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagEditorWords } from '../../../messages/flag-editor.ts'
import { flagSegmentsWords } from '../../../messages/flag-segments.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { frameWords } from '../../../messages/frame.ts'
import { useWords } from '../../../words/language.tsx'
import { BreakGlass, isSaid, pastApproval, whole } from '../break-glass.tsx'
import { conditionsOf, textOf } from '../editor/targeting.ts'
import { flagAnswers, usePlace, waits } from '../environment.ts'
import { FlagLink } from '../flag-link.tsx'
import { SegmentForm } from './segment-form.tsx'

/** Rules that flags share: who is in them, and who asks. */
export function SegmentsTab() {
  const words = useWords(flagSegmentsWords)
  const { place, mayEdit } = usePlace()
  const segments = usePages(ListSegments, { query: { ...place, limit: 200 } })
  const [making, make, made] = useOpen()
  const keys = segments.data?.map(({ key }) => key) ?? []
  const add = mayEdit ? (
    <Button small icon="plus" onClick={make}>
      {words.make}
    </Button>
  ) : null
  return (
    <Card title={words.list} actions={add}>
      <p className="text-muted mb-3 text-sm">{words.intro}</p>
      <Loaded answer={segments}>
        {all =>
          all.length === 0 ? (
            <EmptyState icon="people" title={words.none}>
              {words.noneText}
            </EmptyState>
          ) : (
            <ul className="divide-line grid divide-y">
              {all.map(segment => (
                <SegmentRow key={segment.key} segment={segment} mayEdit={mayEdit && segment.origin !== 'file'} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <More pages={segments} />
      <Dialog open={making} onClose={made} title={words.make} shape="wide">
        <SegmentForm keys={keys} onDone={made} />
      </Dialog>
    </Card>
  )
}

function SegmentRow({ segment, mayEdit }: { segment: Segment; mayEdit: boolean }) {
  const words = useWords(flagSegmentsWords)
  const { edit } = useWords(frameWords)
  const [editing, open, close] = useOpen()
  const { key, place, used_by } = segment
  return (
    <li className="grid gap-1.5 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="flex items-center gap-2">
          <code className="font-medium break-all">{key}</code>
          <FromFile place={place} words />
        </div>
        {mayEdit ? (
          <div className="flex items-center gap-1">
            <Button small icon="edit" aria-label={words.editOf(key)} onClick={open}>
              {edit}
            </Button>
            {used_by.length === 0 ? <RemoveSegment segmentKey={key} /> : null}
          </div>
        ) : null}
      </div>
      <div className="text-sm">
        <RuleInWords rule={segment.rule} />
      </div>
      <div className="text-muted text-sm">
        {used_by.length === 0 ? words.unused : words.usedBy}{' '}
        {used_by.map((flag, index) => (
          <span key={flag}>
            {index > 0 ? ', ' : null}
            <FlagLink flagKey={flag} />
          </span>
        ))}
      </div>
      <Dialog open={editing} onClose={close} title={words.editOf(key)} shape="wide">
        <SegmentForm segment={segment} keys={[]} onDone={close} />
      </Dialog>
    </li>
  )
}

/** As a sentence where conditions can say it, else as it is. */
function RuleInWords({ rule }: { rule: unknown }) {
  const words = useWords(flagEditorWords)
  const conditions = conditionsOf(rule)
  if (!conditions) return <code className="break-words">{JSON.stringify(rule)}</code>
  return conditions.map(({ attribute, operator, value }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
    <span key={index}>
      {index > 0 ? ` ${words.and} ` : null}
      {attribute ? <code>{attribute}</code> : null} {words.operators[operator]}{' '}
      <code className="break-all">{textOf(value)}</code>
    </span>
  ))
}

function RemoveSegment({ segmentKey }: { segmentKey: string }) {
  const words = useWords(flagSegmentsWords)
  const { remove, requested } = useWords(flagsWords)
  const { place } = usePlace()
  const toasts = useToasts()
  const [asking, open, close] = useOpen()
  const [glass, setGlass] = useState(whole)
  const removing = useOrder(DeleteSegment, {
    changes: [...flagAnswers, ListSegments],
    onDone: done => {
      toasts.done(waits(done) ? requested : words.removed(segmentKey))
      close()
    },
  })
  return (
    <>
      <IconButton label={words.remove(segmentKey)} icon="trash" onClick={open} />
      <Confirm
        open={asking}
        onClose={close}
        title={words.removeTitle(segmentKey)}
        action={remove}
        busy={removing.isPending}
        ready={isSaid(glass)}
        onConfirm={() => removing.mutate({ params: { key: segmentKey }, query: { ...place, ...pastApproval(glass) } })}
      >
        <p>{words.removeText}</p>
        <BreakGlass glass={glass} onChange={setGlass} />
      </Confirm>
    </>
  )
}
