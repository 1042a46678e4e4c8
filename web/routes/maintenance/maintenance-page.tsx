import { useState } from 'react'
import type { Maintenance } from '../../../contracts/maintenance.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { maintenanceWords } from '../../messages/maintenance.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { MaintenanceDetail } from './maintenance-detail.tsx'
import { MaintenanceList } from './maintenance-list.tsx'
import { MonthCalendar } from './month-calendar.tsx'
import { PlanWork } from './schedule-maintenance.tsx'

type Open = { readonly what: 'plan' } | { readonly what: 'show' | 'edit'; readonly maintenance: Maintenance } | null

export function MaintenancePage() {
  const words = useWords(maintenanceWords)
  const { pages } = useWords(navigationWords)
  const responder = useMay()('responder')
  const [{ view = 'month' }, setFilters] = useFilters({ view: oneOf(['month', 'list']) })
  const [open, setOpen] = useState<Open>(null)
  const show = (maintenance: Maintenance) => setOpen({ what: 'show', maintenance })
  return (
    <>
      <PageHeader
        title={pages.maintenance}
        intro={words.intro}
        actions={
          responder ? (
            <Button look="primary" icon="plus" onClick={() => setOpen({ what: 'plan' })}>
              {words.plan}
            </Button>
          ) : null
        }
      />
      <Tabs
        label={words.views.label}
        value={view}
        onChange={id => setFilters({ view: id === 'list' ? 'list' : undefined })}
        tabs={[
          { id: 'month', label: words.views.month, content: <MonthCalendar onShow={show} /> },
          { id: 'list', label: words.views.list, content: <MaintenanceList onShow={show} /> },
        ]}
      />
      <div className="mt-5">
        <Card title={words.subscribe}>
          <p className="text-muted mb-2">{words.subscribeHint}</p>
          <CodeBlock code={`${location.origin}/calendar.ics`} label={words.subscribe} />
        </Card>
      </div>
      <Opened open={open} setOpen={setOpen} />
    </>
  )
}

function Opened({ open, setOpen }: { open: Open; setOpen: (open: Open) => void }) {
  const words = useWords(maintenanceWords)
  const close = () => setOpen(null)
  const shown = open?.what === 'show' ? open.maintenance : null
  const editing = open?.what === 'edit' ? open.maintenance : null
  return (
    <>
      <Dialog open={shown !== null} onClose={close} title={shown?.title ?? ''} shape="drawer">
        {shown ? (
          <MaintenanceDetail
            maintenance={shown}
            onEdit={maintenance => setOpen({ what: 'edit', maintenance })}
            onDone={close}
          />
        ) : null}
      </Dialog>
      <Dialog
        open={editing !== null || open?.what === 'plan'}
        onClose={close}
        title={editing ? words.edit : words.plan}
      >
        <PlanWork maintenance={editing} onDone={close} />
      </Dialog>
    </>
  )
}
