import type { MaintenanceStatus } from '../../../contracts/maintenance.ts'
import { Badge } from '../../design/status.tsx'
import { maintenanceWords } from '../../messages/maintenance.ts'
import { useWords } from '../../words/language.tsx'

const tones = { scheduled: 'accent', in_progress: 'hold', completed: 'ok', cancelled: 'unknown' } as const

export function MaintenanceState({ status, quiet }: { status: MaintenanceStatus; quiet?: boolean }) {
  return (
    <Badge tone={tones[status]} quiet={quiet}>
      {useWords(maintenanceWords).states[status]}
    </Badge>
  )
}
